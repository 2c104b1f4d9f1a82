#include <boost/test/unit_test.hpp>

#include "provisor/base/base64.h"

namespace provisor {
namespace {

struct Pair {
  std::string bytes, text;
};
// RFC 4648, section 10, without the padding.
const Pair examples[] = {{"", ""},
                         {"f", "Zg"},
                         {"fo", "Zm8"},
                         {"foo", "Zm9v"},
                         {"foob", "Zm9vYg"},
                         {"fooba", "Zm9vYmE"},
                         {"foobar", "Zm9vYmFy"},
                         {"\xfb\xff\xfe", "+//+"}};

BOOST_AUTO_TEST_SUITE(base64_text)

BOOST_AUTO_TEST_CASE(bytes_are_written_as_the_standard_says) {
  for (const auto& [bytes, text] : examples) BOOST_TEST(base64(bytes) == text);
}

BOOST_AUTO_TEST_CASE(what_was_written_is_read) {
  for (const auto& [bytes, text] : examples) {
    const auto read = from_base64(text);
    BOOST_TEST_REQUIRE(read.has_value());
    BOOST_TEST(*read == bytes);
  }
}

BOOST_AUTO_TEST_CASE(only_the_one_spelling_is_read) {
  // Padding, other alphabets, a lone digit, bits that should be zero.
  for (const auto* text : {"Zg==", "-__-", "Z", "Zm9vY", "Zh", "Zm9", "Z g"})
    BOOST_TEST(!from_base64(text).has_value(), text);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace provisor
