#include <boost/test/unit_test.hpp>

#include "provisor/auth/digest.h"

namespace provisor::auth {
namespace {

BOOST_AUTO_TEST_SUITE(digests)

BOOST_AUTO_TEST_CASE(sha_256_of_the_standards_examples) {
  BOOST_TEST(sha256_hex("") ==
             "e3b0c44298fc1c149afbf4c8996fb924"
             "27ae41e4649b934ca495991b7852b855");
  BOOST_TEST(
      sha256_hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq") ==
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

BOOST_AUTO_TEST_CASE(random_bytes_are_as_many_as_asked_for_and_differ) {
  BOOST_TEST(random_bytes(0).empty());
  BOOST_TEST(random_bytes(32).size() == 32u);
  BOOST_TEST(random_bytes(32) != random_bytes(32));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace provisor::auth
