// import_file.h — a CSV file whose first row names the columns.

#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "provisor/base/refusal.h"
#include "provisor/operations/import.h"
#include "provisor/wire/csv.h"

namespace provisor::command {

struct FileRow {
  std::size_t line;
  operations::ImportRow values;
  std::optional<Refused> refused;  // it has not as many values as the header
};

class ImportFile {
 public:
  // Throws std::runtime_error when the file cannot be read, is no regular one
  // or no CSV, and when its first row has a column that is neither one of
  // `columns` nor of those that `provisor export` writes for people, or one
  // twice. Each error names the file.
  ImportFile(const std::filesystem::path& path,
             const std::vector<std::string_view>& columns);

  // Nothing at the end. Throws std::runtime_error when the file is no CSV.
  std::optional<FileRow> next();

  std::uint64_t size() const { return size_; }
  std::uint64_t position();  // both in bytes

 private:
  void read_header(const std::vector<std::string_view>& columns);
  std::optional<wire::CsvRow> read_row();

  const std::filesystem::path path_;
  std::ifstream stream_;
  wire::CsvReader reader_{stream_};
  std::uint64_t size_ = 0;
  std::vector<std::string> header_;
};

}  // namespace provisor::command
