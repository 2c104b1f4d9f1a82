// setup_options.h — the line of `provisor setup`, and what its values may be,
// whether they stand in the line or are typed as an answer.

#pragma once

#include <CLI/CLI.hpp>
#include <optional>
#include <string>

#include "setup.h"

namespace provisor::command {

void add_setup_options(CLI::App& command, SetupWish& wish);

// The line that wishes for the same, for a shell: answers stand in it as
// options. Without a password.
std::string line_for(const Setup& setup);

// HOST[:PORT]; nothing when it cannot be meant.
std::optional<std::string> smarthost_in(const std::string& typed);

struct MailServer {
  std::string host, port;
};
MailServer mail_server_in(const std::string& smarthost);

}  // namespace provisor::command
