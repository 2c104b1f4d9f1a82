// command.h — how the topics of the command are put together.
//
// Each topic adds its commands to the parser. Parsing only fills in what is
// wished for and leaves the chosen command's action; main runs it once the
// whole line was understood, so a wrong option never leaves half a deed.

#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <string>
#include <variant>

#include "listing.h"
#include "provisor/base/outcome.h"
#include "provisor/config/config.h"
#include "provisor/store/administration.h"

namespace provisor::command {

// Something was done: a sentence for people, what programs need of it.
struct Done {
  std::string sentence;
  Record record;
};

// A text for people, data for programs. `status` is what the program ends with.
struct Told {
  std::string text;
  std::variant<Listing, Record> data;
  int status = 0;
};

// All that is to be written was.
struct Silence {};

using Report = std::variant<Listing, Record, Done, Told, Silence>;

using Action = std::function<Outcome<Report>(const config::Config&)>;
// For what wants the configuration's file, not what it says.
using FileAction = std::function<Outcome<Report>(const std::filesystem::path&)>;
using DatabaseAction = std::function<Outcome<Report>(store::Administration&)>;

// Makes `action`, on a connection as provisor_admin, the chosen one when the
// line names `command`.
void on_database(CLI::App& command, Action& chosen, DatabaseAction action);

// The topics, one source each. `chosen` outlives the parser.
void add_migrate(CLI::App& program, Action& chosen);
void add_configuration(CLI::App& program, Action& chosen);
void add_accounts(CLI::App& program, Action& chosen);
void add_users(CLI::App& program, Action& chosen);
void add_groups(CLI::App& program, Action& chosen);
void add_keys(CLI::App& program, Action& chosen);
void add_mail(CLI::App& program, Action& chosen);
void add_outbox(CLI::App& program, Action& chosen);
void add_operations(CLI::App& program, Action& chosen);
void add_check(CLI::App& program, FileAction& chosen);
void add_exports(CLI::App& program, Action& chosen);
void add_imports(CLI::App& program, Action& chosen);
void add_prune(CLI::App& program, Action& chosen);
void add_setup(CLI::App& program, FileAction& chosen);

}  // namespace provisor::command
