#include "command.h"

#include <utility>

namespace provisor::command {

void on_database(CLI::App& command, Action& chosen, DatabaseAction action) {
  command.callback([&chosen, action = std::move(action)] {
    chosen = [action](const config::Config& config) {
      store::Administration database(config.database.admin);
      return action(database);
    };
  });
}

}  // namespace provisor::command
