#include <boost/test/unit_test.hpp>

#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <limits>
#include <vector>

#include "base/log_forms.h"
#include "tests/support/captured_standard_error.h"

namespace provisor {
namespace {

using tests::CapturedStandardError;

struct Log {
  Log() { unsetenv("JOURNAL_STREAM"); }
  ~Log() {
    unsetenv("JOURNAL_STREAM");
    log::set_level(log::Level::info);
  }

  // What stands behind the time.
  std::string event() {
    const auto line = standard_error.text();
    const auto end_of_time = line.find(' ');
    return end_of_time == std::string::npos ? line
                                            : line.substr(end_of_time + 1);
  }

  // How a value is written.
  std::string value(std::string_view text) {
    log::info("e", {{"v", text}});
    const auto line = event();
    return line.substr(std::string("info e v=").size());
  }

  CapturedStandardError standard_error;
};

BOOST_FIXTURE_TEST_SUITE(logs, Log)

BOOST_AUTO_TEST_CASE(a_line_is_time_level_event_and_fields) {
  log::warning("worker gone", {{"process", 42}, {"why", "signal 9"}});

  auto line = standard_error.text();
  for (char& c : line)
    if (c >= '0' && c <= '9') c = 'N';
  BOOST_TEST(line ==
             "NNNN-NN-NNTNN:NN:NN.NNNZ warning worker gone "
             "process=NN why=\"signal N\"\n");
}

BOOST_AUTO_TEST_CASE(the_journal_gets_a_priority_instead_of_a_time) {
  setenv("JOURNAL_STREAM", standard_error.journal_name().c_str(), 1);

  log::error("no database");

  // Where a journal runs, it took the entry by its own protocol.
  const auto line = standard_error.text();
  const bool has_journal = access("/run/systemd/journal/socket", W_OK) == 0;
  BOOST_TEST(line == (has_journal ? "" : "<3>error no database\n"));
}

BOOST_AUTO_TEST_CASE(an_entry_of_the_journal_has_each_field_by_itself) {
  const auto entry = log::journal_entry(log::Level::warning, "worker gone",
                                        {{"process", 42}, {"why", "a \"b\""}});

  const std::vector<std::string> expected = {
      R"(MESSAGE=worker gone process=42 why="a \"b\"")", "PRIORITY=4",
      "PROVISOR_EVENT=worker gone", "PROVISOR_PROCESS=42",
      R"(PROVISOR_WHY=a "b")"};
  BOOST_TEST(entry == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(no_value_can_forge_a_field_of_the_journal) {
  const auto entry = log::journal_entry(log::Level::info, "e",
                                        {{"v", "a\nPRIORITY=0\x1b[2J\xe9"}});

  BOOST_TEST(entry.back() == R"(PROVISOR_V=a\x0aPRIORITY=0\x1b[2J\xe9)");
  for (const auto& field : entry)
    BOOST_TEST(field.find('\n') == std::string::npos);
}

BOOST_AUTO_TEST_CASE(
    an_inherited_journal_stream_that_is_not_ours_is_no_journal) {
  setenv("JOURNAL_STREAM", "1:2", 1);

  log::error("no database");

  BOOST_TEST(event() == "error no database\n");
}

BOOST_AUTO_TEST_CASE(plain_words_stand_without_quotes) {
  BOOST_TEST(value("127.0.0.1") == "127.0.0.1\n");
  BOOST_TEST(value("Zoë") == "Zoë\n");
}

BOOST_AUTO_TEST_CASE(what_is_empty_or_could_be_two_fields_stands_in_quotes) {
  BOOST_TEST(value("") == "\"\"\n");
  BOOST_TEST(value("a b=c") == "\"a b=c\"\n");
  BOOST_TEST(value("a=b") == "\"a=b\"\n");
}

BOOST_AUTO_TEST_CASE(no_value_can_forge_a_line_or_leave_its_quotes) {
  BOOST_TEST(value("a\n<3>error x\r") == R"("a\x0a<3>error x\x0d")"
                                         "\n");
  BOOST_TEST(value("a\" b=\"c") == R"("a\" b=\"c")"
                                   "\n");
  BOOST_TEST(value("a\\") == R"("a\\")"
                             "\n");
  BOOST_TEST(value(std::string_view("a\0b", 3)) == R"("a\x00b")"
                                                   "\n");
}

BOOST_AUTO_TEST_CASE(no_value_can_steer_a_terminal) {
  BOOST_TEST(value("\x1b[2J\x7f") == R"("\x1b[2J\x7f")"
                                     "\n");
  // U+009B is the same as ESC [.
  BOOST_TEST(value("\xc2\x9b"
                   "2J") == R"("\xc2\x9b2J")"
                            "\n");
}

BOOST_AUTO_TEST_CASE(bytes_that_are_not_utf8_are_escaped) {
  BOOST_TEST(value("\xe9t\xe9") == R"("\xe9t\xe9")"
                                   "\n");
}

BOOST_AUTO_TEST_CASE(an_event_cannot_forge_a_line_either) {
  log::info("first\nsecond");

  BOOST_TEST(event() == "info first\\x0asecond\n");
}

BOOST_AUTO_TEST_CASE(a_long_line_is_cut_to_what_a_pipe_takes_in_one_piece) {
  log::info("e", {{"v", std::string(10000, 'a')}});

  const auto line = standard_error.text();
  BOOST_TEST(line.size() == 4096u);
  BOOST_TEST(line.ends_with("aa...\n"));
}

BOOST_AUTO_TEST_CASE(lines_above_the_level_are_dropped) {
  log::debug("hidden");
  BOOST_TEST(standard_error.text() == "");

  log::set_level(log::Level::debug);
  log::debug("seen");
  BOOST_TEST(event() == "debug seen\n");
}

BOOST_AUTO_TEST_CASE(a_level_is_set_by_its_name) {
  BOOST_TEST(log::set_level("error"));
  log::warning("hidden");
  BOOST_TEST(standard_error.text() == "");

  BOOST_TEST(!log::set_level("loud"));
}

BOOST_AUTO_TEST_CASE(numbers_are_written_whole) {
  const auto least = std::numeric_limits<std::int64_t>::min();

  log::info("e", {{"least", least}});

  BOOST_TEST(event() == "info e least=-9223372036854775808\n");
}

BOOST_AUTO_TEST_CASE(errno_is_left_as_it_was) {
  errno = ENOENT;

  log::info("e");

  const int after = errno;
  BOOST_TEST(after == ENOENT);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace provisor
