// Links and the passwords that are set through them.

#include "provisor/operations/links.h"

#include <sys/types.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <thread>

#include "fake_sign_ups.h"

namespace {

using namespace provisor;

struct Fixture : FakeHouse {
  Outcome<store::LinkSpent> call() {
    return operations::set_password(
        services,
        {operations::LinkKind::reset_password, Secret(std::string(64, 'a'))},
        {links.holder, Secret("correct horse battery"),
         Secret("correct horse battery")},
        Clock::now() + std::chrono::seconds(5));
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(operations_links, Fixture)

BOOST_AUTO_TEST_CASE(a_password_is_hashed_and_set) {
  BOOST_TEST(bool(call()));

  BOOST_TEST_REQUIRE(links.passwords.size() == 1u);
  BOOST_TEST(links.looked_at.empty());
}

// Somebody else was faster.
BOOST_AUTO_TEST_CASE(who_had_to_wait_finds_the_link_used_and_costs_no_hash) {
  slots->owner[0] = getppid();
  services.hash_wait = std::chrono::seconds(5);
  std::jthread other([&] {
    while (slots->waiting == 0) std::this_thread::yield();
    links.refused = Refused{Refusal::link_used};
    auth::HashAdmission::release_slots_of(*slots, getppid());
  });

  BOOST_TEST((call().refusal() == Refusal::link_used));
  BOOST_TEST(links.passwords.empty());
}

BOOST_AUTO_TEST_SUITE_END()
