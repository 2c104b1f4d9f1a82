#include "programs/provisor/execute.h"

#include <unistd.h>

#include <iostream>

#include <boost/test/unit_test.hpp>

using namespace provisor::command;

BOOST_AUTO_TEST_SUITE(execute_programs)

BOOST_AUTO_TEST_CASE(tells_what_a_program_said_and_how_it_ended) {
  const auto ended = execute({"sh", "-c", "echo out; echo err >&2; exit 3"});

  BOOST_TEST(ended.status == 3);
  BOOST_TEST(ended.output == "out");
  BOOST_TEST(ended.complaint == "err");
}

BOOST_AUTO_TEST_CASE(an_argument_stays_one_argument) {
  BOOST_TEST(execute({"printf", "%s", "a b; $HOME `id`"}).output ==
             "a b; $HOME `id`");
}

BOOST_AUTO_TEST_CASE(a_program_that_is_not_there_is_named) {
  const auto ended = execute({"no-such-program"});

  BOOST_TEST(ended.status == 127);
  BOOST_TEST(ended.output == "");
  BOOST_TEST(ended.complaint ==
             "no-such-program cannot be run: No such file or directory");
}

BOOST_AUTO_TEST_CASE(much_is_read_to_its_end) {
  const auto ended = execute(
      {"sh", "-c", "yes | head -c 300000 >&2; yes | head -c 300000; echo"});

  BOOST_TEST(ended.output.size() == 299'999u);
  BOOST_TEST(ended.complaint.size() == 299'999u);
}

// Only root may change into somebody, be it themselves.
BOOST_AUTO_TEST_CASE(work_returns_its_answer_without_what_was_warned_of) {
  const auto warned = [] {
    std::cerr << "WARNING:  collation version mismatch\n";
    return std::string("answer");
  };

  BOOST_TEST((getuid() != 0 || as_user("root", warned) == "answer"));
}

BOOST_AUTO_TEST_CASE(the_environment_of_the_caller_is_not_handed_on) {
  setenv("PGHOST", "elsewhere", 1);

  const auto ended = execute({"printenv", "PGHOST"});

  unsetenv("PGHOST");
  BOOST_TEST(ended.output == "");
}

BOOST_AUTO_TEST_CASE(a_user_that_is_not_there_is_named) {
  BOOST_CHECK_EXCEPTION(execute({"true"}, "nobody-of-that-name"),
                        std::runtime_error, [](const auto& error) {
                          return std::string(error.what()) ==
                                 "There is no user nobody-of-that-name on this "
                                 "machine.";
                        });
}

BOOST_AUTO_TEST_SUITE_END()
