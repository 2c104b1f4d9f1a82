// setup_text.h — changes to the two files that an operator edits as well: what
// is not asked for stays as it is, byte by byte.

#pragma once

#include <optional>
#include <string>
#include <vector>

namespace provisor::command {

// A text as TOML has it, in quotes.
std::string toml_text(const std::string& text);

// The value of `key` in the table `section`, as it stands there; none: not set.
// Only the form that `provisor config show` writes is seen: [section], then
// key = value.
std::optional<std::string> toml_value(const std::string& file,
                                      const std::string& section,
                                      const std::string& key);

// With `key` set to `value`, which is TOML: where it stood, or where it stands
// as a comment ("#key = …"), or at the end of its table.
std::string with_toml(const std::string& file, const std::string& section,
                      const std::string& key, const std::string& value);

// With `key` made a comment.
std::string without_toml(const std::string& file, const std::string& section,
                         const std::string& key);

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
