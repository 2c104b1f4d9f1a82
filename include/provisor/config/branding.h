// branding.h — how one branding appears: BRANDINGS/NAME/branding.toml.

#pragma once

#include <filesystem>
#include <string>

#include "provisor/config/config.h"

namespace provisor::config {

// Empty: not said.
struct Branding {
  std::string product_name;
  std::string from, reply_to;  // mail addresses
  std::string logo;            // https://…
  std::string colour;          // #rrggbb
  std::string link_host;
};

// The directory of a branding. An account's branding is a text of strangers:
// one that is no plain file name is a branding without a directory, and so is
// "default".
std::filesystem::path branding_directory(const std::filesystem::path& brandings,
                                         const std::string& name);

// All empty when the directory is empty or holds no branding.toml. Throws
// ConfigError with "FILE: KEY: reason".
Branding read_branding(const std::filesystem::path& directory);

// How what belongs to an account of this branding appears: as its directory
// says, and where that says nothing as [mail] does. A branding without a
// product name of its own is called as the account calls it; `logo`, `colour`
// and `reply_to` may stay empty. Throws like read_branding.
Branding branding_of(const Config& config, const std::string& name);

}  // namespace provisor::config
