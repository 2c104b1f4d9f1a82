#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "command.h"
#include "findings.h"
#include "setup.h"
#include "shell.h"

namespace provisor::command {
namespace {

using Check = std::vector<Finding> (*)(const Subject&);
constexpr Check checks[] = {check_files,    check_credentials, check_disk,
                            check_database, check_mail,        check_site,
                            check_services};

const char* word_of(Level level) {
  switch (level) {
    case Level::ok:
      return "ok";
    case Level::warning:
      return "warning";
    case Level::error:
      return "error";
  }
  return "";
}

std::string remedy_for(const std::filesystem::path& file) {
  if (access(file.c_str(), R_OK) == 0)
    return "Correct it; docs/configuration.md lists all keys.";
  if (errno != EACCES)
    return fmt::format("Name another one with --config, or: {}", reinstall);
  std::error_code hidden;
  return std::filesystem::exists(file, hidden)
             ? fmt::format("chmod 0644 {}", shell_quoted(file))
             : fmt::format("chmod 0755 {}", shell_quoted(file.parent_path()));
}

std::vector<Finding> findings_of(const std::filesystem::path& file) {
  Subject subject{file, {}};
  try {
    subject.config = config::read_config(file);
  } catch (const config::ConfigError& error) {
    return {{"configuration", Level::error, error.what(), remedy_for(file)}};
  }
  std::vector<Finding> findings = {
      {"configuration", Level::ok, file.string() + " can be used.", ""}};
  for (const auto check : checks)
    std::ranges::move(check(subject), std::back_inserter(findings));
  return findings;
}

std::string line_of(const Finding& finding) {
  auto line = fmt::format("{:<8} {:<16} {}\n", word_of(finding.level),
                          finding.what, finding.text);
  if (!finding.remedy.empty())
    line += fmt::format("{:<25} -> {}\n", "", finding.remedy);
  return line;
}

// The status is that of a monitoring plug-in.
Outcome<Report> check(const std::filesystem::path& file) {
  Told told{"", Listing{{"what", "level", "text", "remedy"}, {}}, 0};
  for (const auto& finding : findings_of(file)) {
    told.text += line_of(finding);
    std::get<Listing>(told.data).rows.push_back(
        {finding.what, word_of(finding.level), finding.text, finding.remedy});
    told.status = std::max(told.status, static_cast<int>(finding.level));
  }
  return Report(told);
}

}  // namespace

void add_check(CLI::App& program, FileAction& chosen) {
  auto& command = *program.add_subcommand(
      "check",
      "Look whether all is well: configuration, files, disk, database, site, "
      "services.");
  command.footer(
      "Exit status: 0 all is well, 1 a warning, 2 an error.\n"
      "Example:\n  provisor check");
  command.callback([&chosen] { chosen = check; });
}

}  // namespace provisor::command
