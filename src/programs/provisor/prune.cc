#include <fmt/format.h>

#include <memory>

#include "command.h"

namespace provisor::command {
namespace {

struct Rule {
  const char* what;
  std::chrono::days config::Retention::*kept;
};
constexpr Rule rules[] = {{"operations", &config::Retention::operations},
                          {"links", &config::Retention::links},
                          {"sent_mails", &config::Retention::sent_mails},
                          {"failed_mails", &config::Retention::failed_mails}};

Cell kept_text(std::chrono::days kept) {
  return kept.count() == 0 ? "for ever" : fmt::format("{} days", kept.count());
}

Outcome<Report> prune(const config::Config& config, bool is_dry_run) {
  store::Administration database(config.database.admin);
  Listing listing{{"what", "kept", is_dry_run ? "would_go" : "gone"}, {}};
  for (const auto& rule : rules) {
    const auto kept = config.retention.*rule.kept;
    const auto found =
        kept.count() == 0 ? 0 : database.prune({rule.what, kept, is_dry_run});
    listing.rows.push_back({rule.what, kept_text(kept), found});
  }
  return Report(listing);
}

}  // namespace

void add_prune(CLI::App& program, Action& chosen) {
  auto& command = *program.add_subcommand(
      "prune",
      "Delete what is older than [retention] of the configuration says.");
  const auto is_dry_run = std::make_shared<bool>(false);
  command.add_flag("--dry-run", *is_dry_run, "Count, delete nothing");
  command.footer("Example:\n  provisor prune --dry-run");
  command.callback([&chosen, is_dry_run] {
    chosen = [is_dry_run](const config::Config& config) {
      return prune(config, *is_dry_run);
    };
  });
}

}  // namespace provisor::command
