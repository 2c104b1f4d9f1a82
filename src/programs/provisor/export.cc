#include <fmt/format.h>

#include <cerrno>
#include <iostream>
#include <map>
#include <memory>
#include <system_error>

#include "command.h"
#include "options.h"
#include "output_file.h"
#include "provisor/store/export.h"
#include "provisor/store/fault.h"
#include "provisor/wire/csv.h"

namespace provisor::command {
namespace {

constexpr char insufficient_privilege[] = "42501";

struct ExportWish {
  store::Exported what;
  std::optional<std::int64_t> account_id;
  std::string file;  // empty: standard output
};

void require(const std::ostream& stream) {
  if (!stream)
    throw std::runtime_error("The export cannot be written: " +
                             std::generic_category().message(errno));
}

std::int64_t write(const config::Config& config, const ExportWish& wish,
                   std::ostream& stream) {
  std::int64_t rows = -1;  // the first one names the columns
  store::export_rows(config.database.owner, wish.what, wish.account_id,
                     [&](const store::ExportRow& row) {
                       stream << wire::csv_line(row);
                       require(stream);
                       ++rows;
                     });
  stream.flush();
  require(stream);
  return rows;
}

Outcome<Report> write(const config::Config& config, const ExportWish& wish) {
  if (wish.file.empty()) {
    write(config, wish, std::cout);
    return Report(Silence{});
  }
  OutputFile file(wish.file);
  const auto rows = write(config, wish, file.stream());
  file.finish();
  return Report(Done{fmt::format("Wrote {} rows to {}.", rows, wish.file),
                     {{"rows", rows}}});
}

Outcome<Report> write_as_owner(const config::Config& config,
                               const ExportWish& wish) {
  try {
    return write(config, wish);
  } catch (const store::Fault& error) {
    if (error.sqlstate() != insufficient_privilege) throw;
    throw std::runtime_error(
        std::string(error.what()) +
        "\nRun it as the owner of the database: sudo -u postgres provisor "
        "export …");
  }
}

}  // namespace

void add_exports(CLI::App& program, Action& chosen) {
  static const std::map<std::string, store::Exported> kinds = {
      {"accounts", store::Exported::accounts},
      {"users", store::Exported::users},
      {"contacts", store::Exported::contacts}};
  const auto wish = std::make_shared<ExportWish>();
  auto& command =
      *program.add_subcommand("export",
                              "Write all accounts, users or contacts as CSV.\n"
                              "Connects as [database] owner.");
  command.add_option("WHAT", wish->what, "accounts, users or contacts")
      ->transform(CLI::CheckedTransformer(kinds).description(""))
      ->required()
      ->type_name("");
  add_id(command, "--account", wish->account_id,
         "Only those of this account (accounts: those right below it)");
  command
      .add_option("--output", wish->file, "Where to (default: standard output)")
      ->type_name("FILE");
  command.footer(
      "Example:\n"
      "  provisor export contacts --account 7 --output people.csv");
  command.callback([&chosen, wish] {
    chosen = [wish](const config::Config& config) {
      return write_as_owner(config, *wish);
    };
  });
}

}  // namespace provisor::command
