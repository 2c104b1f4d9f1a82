// setup_toml.h — changes to a TOML file that an operator edits as well: what is
// not asked for stays as it is, byte by byte.

#pragma once

#include <optional>
#include <string>

namespace provisor::command {

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

}  // namespace provisor::command
