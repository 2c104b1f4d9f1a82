// Rows that could be read are the same when written and read again.
#include <sstream>

#include "provisor/wire/csv.h"
#include "tests/fuzz/holds.h"

using namespace provisor;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, size_t size) {
  std::istringstream input{std::string(text_of(data, size))};
  wire::CsvReader reader(input);
  try {
    while (const auto row = reader.next()) {
      // A mark is skipped at the start of a file only.
      std::istringstream written("x\r\n" + wire::csv_line(row->fields));
      wire::CsvReader again(written);
      again.next();
      const auto copy = again.next();
      holds(copy && copy->fields == row->fields && copy->line == 2);
    }
  } catch (const wire::CsvError&) {
  }
  return 0;
}
