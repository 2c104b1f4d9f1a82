// settings.h — every key of the configuration with what is to be known of it,
// from the one table by which the file is read.

#pragma once

#include <string>
#include <vector>

#include "provisor/config/config.h"

namespace provisor::config {

struct Setting {
  std::string name;   // with its section: "pool.threads"
  std::string type;   // "integer", "milliseconds", …: the unit, if it has one
  std::string range;  // "1 … 512"; empty: any
  std::string standard;  // the default, as TOML; empty: there is none
  std::string value;     // in force, as TOML; empty: not set
};

// A text as TOML has it, in quotes. It has no control characters.
std::string toml_text(const std::string& text);

// In the order in which docs/configuration.md has them.
std::vector<Setting> settings_of(const Config& config);

// A file that sets every key to its value in force, with what is to be known of
// it as a comment.
std::string toml_of(const Config& config);

}  // namespace provisor::config
