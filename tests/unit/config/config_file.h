// config_file.h — a configuration file for one test case.

#pragma once

#include <boost/test/unit_test.hpp>

#include <unistd.h>

#include <cstdlib>
#include <fstream>

#include "provisor/config/config.h"

namespace provisor::config {

// A file of its own, and what reading it gives.
struct ConfigFile {
  ConfigFile() {
    char name[] = "/tmp/provisor-config-XXXXXX";
    const int fd = mkstemp(name);
    BOOST_TEST_REQUIRE(fd >= 0);
    close(fd);
    path = name;
  }
  ~ConfigFile() { std::filesystem::remove(path); }

  Config config_of(const std::string& text) {
    std::ofstream(path, std::ios::binary) << text;
    return read_config(path);
  }

  // The error without the file's name.
  std::string error_of(const std::string& text) {
    try {
      config_of(text);
    } catch (const ConfigError& error) {
      const std::string message = error.what();
      BOOST_TEST_REQUIRE(message.starts_with(path.string() + ":"));
      return message.substr(path.string().size() + 1);
    }
    return "no error";
  }

  std::filesystem::path path;
};

}  // namespace provisor::config
