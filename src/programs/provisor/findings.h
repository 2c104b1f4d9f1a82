// findings.h — what `provisor check` looks at, and what it found.

#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "provisor/config/config.h"

namespace provisor::command {

enum class Level { ok, warning, error };

struct Finding {
  std::string what;  // a word or two, the same at every run: for monitoring
  Level level;
  std::string text;    // one sentence
  std::string remedy;  // what to do; empty when it is ok
};

// What all checks may look at.
struct Subject {
  std::filesystem::path config_file;
  config::Config config;
};

// A check never throws for what it finds wrong. To add one: a function here and
// a line in the table of check.cc.
std::vector<Finding> check_files(const Subject& subject);
std::vector<Finding> check_credentials(const Subject& subject);
std::vector<Finding> check_disk(const Subject& subject);
std::vector<Finding> check_database(const Subject& subject);
std::vector<Finding> check_mail(const Subject& subject);
std::vector<Finding> check_site(const Subject& subject);
std::vector<Finding> check_services(const Subject& subject);

// Of what `systemctl show` says of the units, a text for each; none of those
// that are not there. `now` is of the clock of its time stamps.
std::vector<Finding> findings_of_units(const std::vector<std::string>& shown,
                                       std::chrono::microseconds now);

// Of /etc/provisor/credentials, or what stands in its place.
std::vector<Finding> findings_of_credentials(const std::filesystem::path& place,
                                             const config::Config& config);

// What is wrong when the user `mailer` cannot write there; nothing where there
// is no such user.
std::optional<Finding> mail_directory_for(
    const std::string& mailer, const std::filesystem::path& directory);

}  // namespace provisor::command
