// temporary_directory.h — an empty directory that goes with its test case.

#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>

namespace provisor::tests {

struct TemporaryDirectory {
  TemporaryDirectory() {
    std::string pattern =
        std::filesystem::temp_directory_path() / "provisor-XXXXXX";
    path = mkdtemp(pattern.data());
  }
  ~TemporaryDirectory() { std::filesystem::remove_all(path); }
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;

  std::filesystem::path path;
};

}  // namespace provisor::tests
