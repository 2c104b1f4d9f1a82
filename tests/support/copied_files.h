// copied_files.h — the schema's files, for one test case to spoil.

#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "tests/support/private_database.h"

namespace provisor::tests {

struct CopiedFiles {
  CopiedFiles() {
    std::string pattern =
        (std::filesystem::temp_directory_path() / "provisor-XXXXXX");
    directory = mkdtemp(pattern.data());
    std::filesystem::copy(sql_directory(), directory,
                          std::filesystem::copy_options::recursive);
  }
  ~CopiedFiles() { std::filesystem::remove_all(directory); }

  void write(const std::string& name, const std::string& content) const {
    std::ofstream(directory / name) << content;
  }

  std::filesystem::path directory;
};

}  // namespace provisor::tests
