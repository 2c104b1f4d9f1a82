#include <boost/test/unit_test.hpp>

#include <map>
#include <set>

#include "provisor/auth/api_key.h"

namespace provisor::auth {
namespace {

// Made with Python's zlib.crc32 over the first 40 characters.
constexpr std::string_view own_key =
    "pv_live_0123456789ABCDEFGHIJKLMNOPQRSTUV41hZ3q";

Refusal refusal_of(std::string_view text) {
  const auto key = read_api_key(text);
  BOOST_TEST_REQUIRE(!key);
  BOOST_TEST(key.refused().field == "key");
  return key.refusal();
}

BOOST_AUTO_TEST_SUITE(api_keys)

BOOST_AUTO_TEST_CASE(a_key_made_here_can_be_read) {
  const auto made = make_api_key();

  const auto read = read_api_key(made.key.reveal());

  BOOST_TEST_REQUIRE(bool(read));
  BOOST_TEST((*read == made.key));
}

BOOST_AUTO_TEST_CASE(a_key_made_here_has_the_documented_form) {
  const auto made = make_api_key();

  const auto text = made.key.reveal();
  BOOST_TEST(text.size() == 46u);
  BOOST_TEST(text.starts_with("pv_live_"));
  BOOST_TEST(made.prefix == text.substr(0, 12));
}

BOOST_AUTO_TEST_CASE(no_two_keys_are_alike) {
  std::set<std::string> keys;

  for (int i = 0; i < 1000; ++i)
    keys.insert(std::string(make_api_key().key.reveal()));

  BOOST_TEST(keys.size() == 1000u);
}

// Of 64,000 characters 8258 are expected among the first eight, with a standard
// deviation of 85; taking a byte modulo 62 would give 10,000.
BOOST_AUTO_TEST_CASE(every_character_comes_equally_often) {
  std::map<char, int> counts;

  for (int i = 0; i < 2000; ++i) {
    const auto made = make_api_key();
    for (const char c : made.key.reveal().substr(8, 32)) ++counts[c];
  }

  BOOST_TEST(counts.size() == 62u);
  int first_eight = 0;
  for (const char c : {'0', '1', '2', '3', '4', '5', '6', '7'})
    first_eight += counts[c];
  BOOST_TEST(first_eight > 7700);
  BOOST_TEST(first_eight < 8820);
}

BOOST_AUTO_TEST_CASE(the_checksum_is_the_crc_32_of_zlib) {
  BOOST_TEST(bool(read_api_key(own_key)));
}

BOOST_AUTO_TEST_CASE(a_typing_mistake_in_any_place_is_noticed) {
  for (std::size_t i = 8; i < own_key.size(); ++i) {
    std::string text(own_key);
    text[i] = text[i] == 'a' ? 'b' : 'a';
    BOOST_TEST((refusal_of(text) == Refusal::key_invalid), "at " << i);
  }
}

BOOST_AUTO_TEST_CASE(a_key_like_ours_of_another_length_is_invalid) {
  const std::string text(own_key);

  BOOST_TEST((refusal_of(text.substr(0, 45)) == Refusal::key_invalid));
  BOOST_TEST((refusal_of(text + "0") == Refusal::key_invalid));
  BOOST_TEST((refusal_of("pv_live_") == Refusal::key_invalid));
}

BOOST_AUTO_TEST_CASE(an_imported_key_is_12_to_128_visible_characters) {
  BOOST_TEST(bool(read_api_key("12134651Gsuid7349")));
  BOOST_TEST(bool(read_api_key(std::string(12, '!'))));
  BOOST_TEST(bool(read_api_key(std::string(128, '~'))));

  BOOST_TEST((refusal_of(std::string(11, 'a')) == Refusal::key_invalid));
  BOOST_TEST((refusal_of(std::string(129, 'a')) == Refusal::key_invalid));
}

BOOST_AUTO_TEST_CASE(a_key_with_other_characters_is_invalid) {
  for (const char c : {' ', '\0', '\n', '\x7f', '\x80', '\xff'})
    BOOST_TEST((refusal_of("abcdefghijkl" + std::string(1, c)) ==
                Refusal::key_invalid));
}

BOOST_AUTO_TEST_CASE(no_key_at_all_is_missing_and_not_invalid) {
  BOOST_TEST((refusal_of("") == Refusal::key_missing));
}

BOOST_AUTO_TEST_CASE(a_list_shows_little_of_an_imported_key) {
  BOOST_TEST(prefix_of(Secret("12134651Gsuid7349")) == "1213");
  BOOST_TEST(prefix_of(Secret(std::string(own_key))) == "pv_live_0123");
}

BOOST_AUTO_TEST_CASE(the_digest_is_sha_256_in_hexadecimal) {
  BOOST_TEST(digest_of(Secret("abc")) ==
             "ba7816bf8f01cfea414140de5dae2223"
             "b00361a396177a9cb410ff61f20015ad");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace provisor::auth
