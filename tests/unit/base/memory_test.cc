#include "provisor/base/memory.h"

#include <string>

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(base_memory)

using TextMemory = provisor::Memory<std::string>;

BOOST_AUTO_TEST_CASE(what_was_remembered_last_is_found) {
  TextMemory memory;
  memory.remember("a", "AU");
  memory.remember("a", "US");

  BOOST_TEST(memory.find("a").value() == "US");
  BOOST_TEST(!memory.find("b").has_value());
}

BOOST_AUTO_TEST_CASE(a_full_memory_forgets_who_was_not_asked_about_longest) {
  TextMemory memory(2);
  memory.remember("a", "AU");
  memory.remember("b", "DE");
  memory.find("a");
  memory.remember("c", "US");

  BOOST_TEST(memory.find("a").has_value());
  BOOST_TEST(!memory.find("b").has_value());
  BOOST_TEST(memory.find("c").has_value());
}

BOOST_AUTO_TEST_SUITE_END()
