#include "provisor/wire/csv.h"

#include <boost/test/unit_test.hpp>
#include <sstream>

namespace provisor::wire {
namespace {

using Rows = std::vector<std::vector<std::string>>;

struct Read {
  Rows rows;
  std::vector<std::size_t> lines;
  std::string error;
};

Read read(const std::string& text) {
  std::istringstream stream(text);
  CsvReader reader(stream);
  Read read;
  try {
    while (const auto row = reader.next()) {
      read.rows.push_back(row->fields);
      read.lines.push_back(row->line);
    }
  } catch (const CsvError& error) {
    read.error = error.what();
  }
  return read;
}

BOOST_AUTO_TEST_SUITE(csv)

BOOST_AUTO_TEST_CASE(values_stand_between_commas) {
  BOOST_TEST((read("a,b\r\n1, 2 \r\n,\r\n").rows ==
              Rows{{"a", "b"}, {"1", " 2 "}, {"", ""}}));
}

BOOST_AUTO_TEST_CASE(lines_end_in_any_way_and_the_last_need_not) {
  BOOST_TEST((read("a\nb\r\nc\rd").rows == Rows{{"a"}, {"b"}, {"c"}, {"d"}}));
  BOOST_TEST(read("").rows.empty());
  BOOST_TEST(read("\n\r\n").rows.empty());
}

BOOST_AUTO_TEST_CASE(quotes_keep_commas_quotes_and_line_ends) {
  BOOST_TEST((read("\"a,b\",\"x \"\"y\"\"\",\"1\r\n2\"\n").rows ==
              Rows{{"a,b", "x \"y\"", "1\r\n2"}}));
}

BOOST_AUTO_TEST_CASE(a_row_knows_the_line_it_begins_on) {
  const auto lines = read("a\n\n\"b\nc\nd\",e\nf\n").lines;

  BOOST_TEST(lines == std::vector<std::size_t>({1, 3, 6}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_byte_order_mark_is_skipped) {
  BOOST_TEST((read("\xEF\xBB\xBF\"a\",b\n").rows == Rows{{"a", "b"}}));
}

BOOST_AUTO_TEST_CASE(a_quote_in_the_wrong_place_is_an_error) {
  BOOST_TEST(read("a\nb\"c\n").error ==
             "line 2: a quote stands where none may be");
  BOOST_TEST(read("\"a\"b\n").error ==
             "line 1: a quote stands where none may be");
  BOOST_TEST(read("a\n\"b\nc\n").error == "line 2: a quote is never closed");
}

BOOST_AUTO_TEST_CASE(a_row_has_an_end) {
  const std::string long_value(CsvReader::most_row_bytes, 'x');
  std::string many_lines = "a\n\"";
  while (many_lines.size() <= CsvReader::most_row_bytes + 2)
    many_lines += std::string(1000, 'x') + "\n";

  BOOST_TEST(read(long_value + "x").error.starts_with("line 1: a row of over"));
  BOOST_TEST(read(many_lines).error.starts_with("line 2: a row of over"));
  BOOST_TEST(read(long_value).error == "");
}

BOOST_AUTO_TEST_CASE(what_was_written_is_read_again) {
  const Rows rows = {{"a", "", " b "}, {"\"", ",", "\r", "\n"}, {""}, {"", ""}};
  std::string text;
  for (const auto& row : rows) text += csv_line(row);

  BOOST_TEST((read(text).rows == rows));
  BOOST_TEST(csv_line({"a", "b \"c\""}) == "a,\"b \"\"c\"\"\"\r\n");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace provisor::wire
