#include "store/set_statement.h"

#include <boost/test/unit_test.hpp>

#include "store/wishes.h"

namespace provisor::store {
namespace {

bool share_a_key(const EncodedWish& one, const EncodedWish& other) {
  for (const auto key : one.collision_keys)
    if (std::ranges::count(other.collision_keys, key) > 0) return true;
  return false;
}

MasterAccountWish customer(const std::string& email, const std::string& key) {
  MasterAccountWish wish;
  wish.email = email;
  wish.attempt.idempotency_key = key;
  return wish;
}

AddAccountWish account(const std::string& username, const std::string& key) {
  AddAccountWish wish;
  wish.username = username;
  wish.email = username + "@example.org";
  wish.attempt.idempotency_key = key;
  return wish;
}

BOOST_AUTO_TEST_SUITE(set_statement)

BOOST_AUTO_TEST_CASE(wishes_are_joined_and_numbered) {
  const EncodedWish a{R"("x":1)", {}}, b{R"("x":2)", {}};

  BOOST_TEST(joined({&a, &b}) == R"([{"n":0,"x":1},{"n":1,"x":2}])");
}

BOOST_AUTO_TEST_CASE(customers_collide_by_address_phone_and_idempotency_key) {
  auto phone = customer("b@example.org", "2"), same_phone = phone;
  phone.phone_e164 = same_phone.phone_e164 = "+49301";
  same_phone.email = "c@example.org";
  same_phone.attempt.idempotency_key = "3";
  const auto first = encode(customer("a@example.org", "1"));

  BOOST_TEST(share_a_key(first, encode(customer("a@example.org", "2"))));
  BOOST_TEST(share_a_key(first, encode(customer("b@example.org", "1"))));
  BOOST_TEST(share_a_key(encode(phone), encode(same_phone)));
  BOOST_TEST(!share_a_key(first, encode(phone)));
}

BOOST_AUTO_TEST_CASE(accounts_collide_by_username_without_case) {
  const auto first = encode(account("carl", "1"));

  BOOST_TEST(share_a_key(first, encode(account("CARL", "2"))));
  BOOST_TEST(share_a_key(first, encode(account("other", "1"))));
  BOOST_TEST(!share_a_key(first, encode(account("other", "2"))));
}

BOOST_AUTO_TEST_CASE(what_may_succeed_later_is_a_conflict) {
  for (const char* state : {"40001", "40P01", "23505"})
    BOOST_TEST(is_conflict(Fault(state, "")));
  for (const char* state : {"23514", "42883", "57014", "55P03", "P0001"})
    BOOST_TEST(!is_conflict(Fault(state, "")));
}

BOOST_AUTO_TEST_CASE(what_waited_too_long_is_given_up) {
  for (const char* state : {"57014", "55P03"})
    BOOST_TEST(is_to_be_given_up(Fault(state, "")));
  BOOST_TEST(!is_to_be_given_up(Fault("40P01", "")));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace provisor::store
