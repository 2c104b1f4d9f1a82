// csv.h — files of comma-separated values (RFC 4180), row by row.
//
// Strict: a quote in the middle of a value or one that is never closed is an
// error, not a guess. Lines may end in CR LF, LF or CR; empty ones do not
// count; a byte order mark at the start is skipped. Blanks belong to the value.
// Values are bytes: whether they are UTF-8 is for others to say.

#pragma once

#include <cstddef>
#include <istream>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace provisor::wire {

struct CsvRow {
  std::size_t line;  // on which it begins, counted from 1
  std::vector<std::string> fields;
};

// "line N: reason"; the reader cannot go on.
struct CsvError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

class CsvReader {
 public:
  // At most so many bytes in a row: a quote that is missing would otherwise
  // make one value of the rest of the file.
  static constexpr std::size_t most_row_bytes = 1 << 20;

  // Reads from `stream`, which must live as long.
  explicit CsvReader(std::istream& stream);
  ~CsvReader();

  // The next row, nothing at the end. Throws CsvError.
  std::optional<CsvRow> next();

 private:
  class Parser;
  std::unique_ptr<Parser> parser_;
};

// The row as a line with its CR LF; values in quotes where they need them.
std::string csv_line(const std::vector<std::string>& fields);

}  // namespace provisor::wire
