// provisor — the operator's command. docs/cli.md shows it at work.
//
// Exit status: 0 done; 1 refused or failed; 2 a mistake in the command line;
// 3 the database cannot be reached; 4 the configuration cannot be used; 5 it is
// not known whether it was done.

#include <iostream>

#include "./provisor/away.h"
#include "./provisor/command.h"
#include "provisor/store/fault.h"

namespace {

using namespace provisor;
using namespace provisor::command;

enum Exit {
  done = 0,
  failed = 1,
  misused = 2,
  no_database = 3,
  no_config = 4,
  in_doubt = 5
};

struct Line {
  std::filesystem::path config_file = "/etc/provisor/provisor.toml";
  bool json = false;
  Action chosen;
  FileAction chosen_for_file;  // either this one or that
};

// A table for people, JSON for programs.
std::string text_of(const Report& report, bool json) {
  if (const auto* deed = std::get_if<Done>(&report))
    return (json ? json_of(deed->record) : deed->sentence) + "\n";
  if (const auto* record = std::get_if<Record>(&report))
    return json ? json_of(*record) + "\n" : table_of(*record);
  if (const auto* told = std::get_if<Told>(&report))
    return json ? std::visit([](const auto& data) { return json_of(data); },
                             told->data) +
                      "\n"
                : told->text;
  if (std::holds_alternative<Silence>(report)) return "";
  const auto& listing = std::get<Listing>(report);
  return json ? json_of(listing) + "\n" : table_of(listing);
}

std::string advice_on(Refusal refusal) {
  switch (refusal) {
    case Refusal::account_unknown:
    case Refusal::not_a_trial:
      return " `provisor account list` shows them.";
    case Refusal::user_unknown:
      return " `provisor user list --account ID` shows them.";
    case Refusal::group_unknown:
      return " `provisor group list --account ID` shows them.";
    case Refusal::key_unknown:
    case Refusal::key_unrotatable:
      return " `provisor key list` shows them and their states.";
    case Refusal::mail_unknown:
    case Refusal::mail_unchangeable:
      return " `provisor outbox list` shows them and their states.";
    case Refusal::username_taken:
    case Refusal::name_taken:
      return " Choose another.";
    default:
      return "";
  }
}

int complain(const std::string& sentence, Exit exit) {
  std::cerr << "provisor: " << sentence << "\n";
  return exit;
}

Outcome<Report> act(const Line& line) {
  if (line.chosen_for_file) return line.chosen_for_file(line.config_file);
  return line.chosen(config::read_config(line.config_file));
}

int run(const Line& line) {
  const auto outcome = act(line);
  if (!outcome)
    return complain(
        sentence_of(outcome.refused()) + advice_on(outcome.refusal()), failed);
  std::cout << text_of(*outcome, line.json) << std::flush;
  if (!std::cout) return complain("The answer could not be written.", failed);
  const auto* told = std::get_if<Told>(&*outcome);
  return told ? told->status : done;
}

int run_or_explain(const Line& line) {
  try {
    return run(line);
  } catch (const config::ConfigError& error) {
    return complain(error.what(), no_config);
  } catch (const store::Away& error) {
    return complain(std::string("The database cannot be reached: ") +
                        error.what() + "\n" +
                        remedy_of(error, line.config_file),
                    no_database);
  } catch (const store::InDoubt& error) {
    return complain(std::string("It is not known whether this was done: ") +
                        error.what() +
                        "\nLook at the topic's list before you repeat it.",
                    in_doubt);
  } catch (const std::exception& error) {
    return complain(error.what(), failed);
  }
}

void add_commands(CLI::App& program, Line& line) {
  program.add_option("--config", line.config_file, "The configuration")
      ->type_name("FILE")
      ->envname("PROVISOR_CONFIG")
      ->capture_default_str();
  program.add_flag("--json", line.json, "Answer in JSON, for programs");
  program.set_version_flag("--version", "provisor " PROVISOR_VERSION);
  program.require_subcommand(1);
  program.fallthrough();  // --config and --json may stand behind the command
  program.footer(
      "Exit status: 0 done, 1 refused or failed, 2 a mistake in the command\n"
      "line, 3 the database cannot be reached, 4 the configuration cannot be\n"
      "used, 5 it is not known whether it was done. `provisor TOPIC COMMAND\n"
      "--help` shows examples.");
  add_migrate(program, line.chosen);
  add_configuration(program, line.chosen);
  add_accounts(program, line.chosen);
  add_users(program, line.chosen);
  add_groups(program, line.chosen);
  add_keys(program, line.chosen);
  add_mail(program, line.chosen);
  add_outbox(program, line.chosen);
  add_operations(program, line.chosen);
  add_check(program, line.chosen_for_file);
  add_exports(program, line.chosen);
  add_imports(program, line.chosen);
  add_prune(program, line.chosen);
  add_setup(program, line.chosen_for_file);
}

// The parser asks for what is missing before it names what it does not know.
int explain(const CLI::App& program, const CLI::ParseError& error) {
  const auto unknown = program.remaining(true);
  const bool is_missing =
      dynamic_cast<const CLI::RequiredError*>(&error) != nullptr;
  if (is_missing && !unknown.empty())
    return complain("'" + unknown.front() +
                        "' is not known here. `provisor --help` lists the "
                        "topics, `provisor TOPIC --help` their commands.",
                    misused);
  return program.exit(error) == 0 ? done : misused;
}

}  // namespace

int main(int argc, char** argv) {
  Line line;
  CLI::App program("Operates a provisor server.", "provisor");
  add_commands(program, line);
  try {
    program.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return explain(program, error);
  }
  return run_or_explain(line);
}
