// setup_nginx.h — changes to an nginx site that an operator edits as well: what
// is not asked for stays as it is.

#pragma once

#include <string>

namespace provisor::command {

// What nginx's `directive` is set to where it stands first; empty: nowhere.
std::string directive_value(const std::string& site,
                            const std::string& directive);

// With every `directive` set to `value`; indentation and comments stay.
std::string with_directive(const std::string& site,
                           const std::string& directive,
                           const std::string& value);

// With `name` as the server_name of every server, but where it is one of
// several already.
std::string with_server_name(const std::string& site, const std::string& name);

}  // namespace provisor::command
