// file_rules.h — what a file must be like, and what is found when it is not.

#pragma once

#include <sys/stat.h>

#include <filesystem>
#include <string>

#include "findings.h"

namespace provisor::command {

constexpr mode_t writable_by_others = S_IWGRP | S_IWOTH;
constexpr mode_t open_to_others = S_IRWXG | S_IRWXO;
constexpr mode_t open_to_all = S_IRWXO;

enum class Owner {
  anybody,
  us_or_root,   // who owns a file may change it
  its_program,  // others may not even see the file
  root,
};

// A file must be there, of the right owner, open to whom `needed` says and
// closed to whom `forbidden` says.
struct Rule {
  const char* what;
  std::filesystem::path path;
  mode_t forbidden;
  Owner owner;
  Level when_missing;
  std::string remedy_when_missing;
  mode_t needed = 0;
};

// Secrets that this user may not even see are as they should be.
Finding look_at(const Rule& rule);

// Its name, or its number where it has none.
std::string user_name(uid_t user);

}  // namespace provisor::command
