#include <boost/test/unit_test.hpp>

#include <openssl/opensslv.h>

#include "provisor/auth/password.h"

namespace provisor::auth {
namespace {

constexpr bool has_argon2id = OPENSSL_VERSION_NUMBER >= 0x30200000L;

// Cheap, so that the tests are quick.
constexpr PasswordCost cheap{.argon2id_memory_kib = 64,
                             .argon2id_passes = 1,
                             .scrypt_log2_n = 4,
                             .scrypt_p = 1};

const std::string salt16 = "AAAAAAAAAAAAAAAAAAAAAA";
const std::string hash32 = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

const std::string rfc_7914 =
    "$scrypt$ln=10,r=8,p=16$TmFDbA$"
    "/bq+HJ00cgB4VucZDQHp/nxq18vII3gw53N2Y0s3MWIurzDZLiKjiG/"
    "xCSedmDDaxyevuUqD7m2"
    "DYMvfoswGQA";

bool is_readable(const std::string& phc) {
  return check_password(Secret("x"), phc) != PasswordCheck::unreadable;
}

BOOST_AUTO_TEST_SUITE(passwords)

BOOST_AUTO_TEST_CASE(a_password_is_right_for_its_own_hash_only) {
  const auto phc = hash_password(Secret("correct horse"), cheap);

  BOOST_TEST(
      (check_password(Secret("correct horse"), phc) == PasswordCheck::right));
  BOOST_TEST(
      (check_password(Secret("correct horsf"), phc) == PasswordCheck::wrong));
  BOOST_TEST((check_password(Secret(""), phc) == PasswordCheck::wrong));
}

BOOST_AUTO_TEST_CASE(two_hashes_of_one_password_differ) {
  BOOST_TEST(hash_password(Secret("x"), cheap) !=
             hash_password(Secret("x"), cheap));
}

BOOST_AUTO_TEST_CASE(a_hash_names_its_scheme_and_cost) {
  const auto phc = hash_password(Secret("x"), cheap);

  const std::string start =
      has_argon2id ? "$argon2id$v=19$m=64,t=1,p=1$" : "$scrypt$ln=4,r=8,p=1$";
  BOOST_TEST(phc.starts_with(start));
  BOOST_TEST(phc.size() == start.size() + 22 + 1 + 43);
}

// More memory than OpenSSL gives scrypt unasked.
BOOST_AUTO_TEST_CASE(the_default_cost_can_be_computed) {
  const auto phc = hash_password(Secret("x"), PasswordCost{});

  BOOST_TEST((check_password(Secret("x"), phc) == PasswordCheck::right));
}

BOOST_AUTO_TEST_CASE(scrypt_is_that_of_rfc_7914) {
  BOOST_TEST(
      (check_password(Secret("password"), rfc_7914) == PasswordCheck::right));
  BOOST_TEST(
      (check_password(Secret("Password"), rfc_7914) == PasswordCheck::wrong));
}

// A test vector of the reference implementation (phc-winner-argon2, test.c).
BOOST_AUTO_TEST_CASE(argon2id_is_that_of_the_reference_or_unreadable) {
  const std::string reference =
      "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$"
      "nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";

  BOOST_TEST(
      (check_password(Secret("password"), reference) ==
       (has_argon2id ? PasswordCheck::right : PasswordCheck::unreadable)));
}

BOOST_AUTO_TEST_CASE(argon2id_with_lanes_is_that_of_the_reference) {
  const std::string reference =
      "$argon2id$v=19$m=256,t=2,p=2$c29tZXNhbHQ$"
      "bQk8UB/VmZZF4Oo79iDXuL5/0ttZwg2f/5U52iv1cDc";

  BOOST_TEST(
      (check_password(Secret("password"), reference) ==
       (has_argon2id ? PasswordCheck::right : PasswordCheck::unreadable)));
}

BOOST_AUTO_TEST_CASE(a_cost_above_the_bounds_is_unreadable) {
  const auto scrypt = [](const std::string& cost) {
    return "$scrypt$" + cost + "$" + salt16 + "$" + hash32;
  };
  BOOST_TEST(is_readable(scrypt("ln=1,r=1,p=1")));

  for (const auto* cost : {"ln=21,r=8,p=1", "ln=4,r=9,p=1", "ln=4,r=8,p=17",
                           "ln=0,r=8,p=1", "ln=4,r=0,p=1", "ln=4,r=8,p=0",
                           "ln=16,r=1,p=1", "ln=4294967300,r=8,p=1",
                           "ln=99999999999999999999,r=8,p=1", "ln=-1,r=8,p=1"})
    BOOST_TEST(!is_readable(scrypt(cost)), cost);
}

BOOST_AUTO_TEST_CASE(an_argon2id_cost_above_the_bounds_is_unreadable) {
  const auto argon2id = [](const std::string& cost) {
    return "$argon2id$v=19$" + cost + "$" + salt16 + "$" + hash32;
  };
  BOOST_TEST(is_readable(argon2id("m=8,t=1,p=1")) == has_argon2id);

  for (const auto* cost : {"m=1048577,t=1,p=1", "m=64,t=21,p=1",
                           "m=256,t=1,p=17", "m=15,t=1,p=2", "m=7,t=1,p=1"})
    BOOST_TEST(!is_readable(argon2id(cost)), cost);
}

BOOST_AUTO_TEST_CASE(what_is_no_phc_string_is_unreadable) {
  const auto rest = "$" + salt16 + "$" + hash32;
  BOOST_TEST(is_readable("$scrypt$ln=4,r=8,p=1" + rest));

  for (const auto& phc :
       {std::string(),
        std::string("password"),
        std::string("$"),
        std::string("$scrypt$"),
        std::string("$scrypt$ln=4,r=8,p=1"),
        "$scrypt$ln=4,r=8,p=1$" + salt16,
        "$scrypt$ln=4,r=8" + rest,
        "$scrypt$ln=4,r=8,p=1,x=1" + rest,
        "$scrypt$r=8,ln=4,p=1" + rest,
        "$scrypt$ln=04,r=8,p=1" + rest,
        "$scrypt$ln=,r=8,p=1" + rest,
        "$scrypt$ln=4x,r=8,p=1" + rest,
        "$scrypt$ln=4,r=8,p=1" + rest + "=",
        "$scrypt$ln=4,r=8,p=1" + rest + "$",
        "$2b$12$" + hash32,
        "$argon2i$v=19$m=64,t=1,p=1" + rest,
        "$argon2id$v=16$m=64,t=1,p=1" + rest,
        "$argon2id$m=64,t=1,p=1" + rest,
        "$scrypt$ln=4,r=8,p=1$AAA$" + hash32,
        "$scrypt$ln=4,r=8,p=1$" + salt16 + "$AAAA",
        "$scrypt$ln=4,r=8,p=1$" + std::string(100, 'A') + "$" + hash32})
    BOOST_TEST(!is_readable(phc), phc);
}

BOOST_AUTO_TEST_CASE(a_hash_of_the_same_cost_is_kept) {
  BOOST_TEST(!needs_rehash(hash_password(Secret("x"), cheap), cheap));
}

BOOST_AUTO_TEST_CASE(a_hash_is_made_anew_when_the_cost_grew) {
  const auto phc = hash_password(Secret("x"), cheap);

  auto dearer = cheap;
  dearer.argon2id_passes = 2;
  dearer.scrypt_p = 2;
  BOOST_TEST(needs_rehash(phc, dearer));

  dearer = cheap;
  dearer.argon2id_memory_kib = 128;
  dearer.scrypt_log2_n = 5;
  BOOST_TEST(needs_rehash(phc, dearer));
}

BOOST_AUTO_TEST_CASE(a_hash_of_a_higher_cost_is_kept) {
  auto dearer = cheap;
  dearer.argon2id_passes = 2;
  dearer.scrypt_p = 2;

  BOOST_TEST(!needs_rehash(hash_password(Secret("x"), dearer), cheap));
}

BOOST_AUTO_TEST_CASE(a_hash_of_another_scheme_is_made_anew) {
  const auto other = has_argon2id ? rfc_7914
                                  : "$argon2id$v=19$m=1048576,t=20,p=1$" +
                                        salt16 + "$" + hash32;

  BOOST_TEST(needs_rehash(other, cheap));
  BOOST_TEST(needs_rehash("nonsense", cheap));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace provisor::auth
