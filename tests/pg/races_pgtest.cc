// Threads of two workers that want the same thing at the same moment: one gets
// it, the others get a clean answer, and nobody gets a fault.

#include <atomic>

#include <boost/test/unit_test.hpp>

#include "tests/support/reseller.h"

namespace provisor::tests {
namespace {

using store::MasterAccountDone;

constexpr int rounds = 20, callers = 64;

struct Count {
  std::atomic<int> done = 0, replayed = 0, refused = 0;
};

// Two workers with two lanes each: sets of both meet in the database.
struct Fixture : Reseller {
  std::unique_ptr<store::SignUps> workers[2] = {open(2), open(2)};

  void call(int i, const store::MasterAccountWish& wish, Refusal expected,
            Count& count) {
    const auto answer = workers[i % 2]->master_account(wish, later());
    if (answer)
      ++(std::get<MasterAccountDone>(*answer).replayed ? count.replayed
                                                       : count.done);
    else if (answer.refusal() == expected)
      ++count.refused;
  }
};

BOOST_FIXTURE_TEST_SUITE(races, Fixture)

BOOST_AUTO_TEST_CASE(one_idempotency_key_is_one_sign_up) {
  for (int round = 0; round < rounds; ++round) {
    const auto wish = customer("key" + std::to_string(round) + "@example.org");
    Count count;

    in_parallel(callers,
                [&](int i) { call(i, wish, Refusal::internal_error, count); });

    BOOST_TEST(count.done == 1);
    BOOST_TEST(count.replayed == callers - 1);
  }
  BOOST_TEST(database.number("select count(*) from provisor.contact") ==
             rounds);
}

BOOST_AUTO_TEST_CASE(one_address_is_one_sign_up) {
  for (int round = 0; round < rounds; ++round) {
    const auto email = "mail" + std::to_string(round) + "@example.org";
    Count count;

    in_parallel(callers, [&](int i) {
      call(i, customer(email), Refusal::email_taken, count);
    });

    BOOST_TEST(count.done == 1);
    BOOST_TEST(count.refused == callers - 1);
  }
}

BOOST_AUTO_TEST_CASE(one_username_is_one_account) {
  for (int round = 0; round < rounds; ++round) {
    const auto username = "user" + std::to_string(round);
    Count count;

    in_parallel(callers, [&](int i) {
      const auto answer =
          workers[i % 2]->add_account(account(username), later());
      if (answer)
        ++count.done;
      else if (answer.refusal() == Refusal::username_taken)
        ++count.refused;
    });

    BOOST_TEST(count.done == 1);
    BOOST_TEST(count.refused == callers - 1);
  }
}

BOOST_AUTO_TEST_CASE(one_phone_is_one_contact) {
  for (int round = 0; round < rounds; ++round) {
    Count count;

    in_parallel(callers, [&](int i) {
      auto wish = customer(std::to_string(round) + "." + std::to_string(i) +
                           "@example.org");
      wish.phone = wish.phone_e164 = "+49301" + std::to_string(100000 + round);
      wish.phone_country = "DE";
      call(i, wish, Refusal::internal_error, count);
    });

    BOOST_TEST(count.done == callers);
  }
  BOOST_TEST(database.number("select count(*) from provisor.contact") ==
             rounds);
}

BOOST_AUTO_TEST_CASE(members_of_a_group_take_turns) {
  for (int round = 0; round < rounds; ++round) {
    Count count;

    in_parallel(callers, [&](int i) {
      auto wish = customer(std::to_string(round) + "." + std::to_string(i) +
                           "@example.org");
      wish.contactowner_group = "sales";
      call(i, wish, Refusal::internal_error, count);
    });

    BOOST_TEST(count.done == callers);
  }
  BOOST_TEST(database.number("select count(distinct owner_user_id) from "
                             "provisor.contact") == 2);
  BOOST_TEST(database.number("select max(n) - min(n) from ("
                             "  select count(*) as n from provisor.contact"
                             "  group by owner_user_id) c") <= 1);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace provisor::tests
