// output_file.h — a file with people's data: only its owner can read it,
// whatever the mode of the one that it replaces, and it does so once it is
// whole.

#pragma once

#include <filesystem>
#include <fstream>

namespace provisor::command {

class OutputFile {
 public:
  // Throws std::runtime_error when it cannot be written. What is there and no
  // regular file, as a device or a pipe, is written to as it is.
  explicit OutputFile(const std::filesystem::path& place);
  // Unless it was finished, what was there stays.
  ~OutputFile();
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;

  std::ostream& stream() { return stream_; }
  void finish();

 private:
  const std::filesystem::path place_;
  std::filesystem::path beside_;  // empty: written in its place, or finished
  std::ofstream stream_;
};

}  // namespace provisor::command
