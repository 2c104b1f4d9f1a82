#include "provisor/store/outbox.h"

#include <set>

#include <boost/test/unit_test.hpp>

#include "provisor/store/fault.h"
#include "tests/support/reseller.h"

namespace provisor::tests {
namespace {

using namespace std::chrono_literals;

struct Fixture : Reseller {
  store::Outbox outbox{database.connection("provisor_mailer")};
  std::unique_ptr<store::SignUps> sign_ups = open();

  void queue_mails(int count) {
    for (int i = 0; i < count; ++i) {
      auto wish = customer(std::to_string(i) + "@example.org");
      wish.tags = {"new", "vip"};
      BOOST_TEST_REQUIRE(!!sign_ups->master_account(wish, later()));
    }
  }
  std::string field(const std::string& name) {
    return database.value("select " + name + " from provisor.outbox");
  }
  // As if the time had come.
  void end_leases() {
    database.run(
        "update provisor.outbox set lease_expires_at = now() "
        "where state = 'sending'");
  }
};

BOOST_FIXTURE_TEST_SUITE(outbox, Fixture)

BOOST_AUTO_TEST_CASE(a_claimed_mail_has_all_that_its_text_needs) {
  queue_mails(1);

  const auto mails = outbox.claim_due(10, 60s);

  BOOST_TEST_REQUIRE(mails.size() == 1);
  BOOST_TEST(mails[0].kind == "welcome");
  BOOST_TEST(mails[0].recipient == "0@example.org");
  BOOST_TEST(mails[0].attempts == 1);
  BOOST_TEST(!mails[0].secret.empty());
  BOOST_TEST(mails[0].data.at("reseller") == "Example Resellers");
  BOOST_TEST(mails[0].data.at("tags") == "new, vip");
  BOOST_TEST(field("state") == "sending");
}

BOOST_AUTO_TEST_CASE(a_mail_belongs_to_one_claimer_until_its_lease_ends) {
  queue_mails(1);
  store::Outbox other{database.connection("provisor_mailer")};

  BOOST_TEST(outbox.claim_due(10, 60s).size() == 1);
  BOOST_TEST(other.claim_due(10, 60s).empty());
  end_leases();

  BOOST_TEST_REQUIRE(other.claim_due(10, 60s).size() == 1);
  BOOST_TEST(field("attempts") == "2");
}

BOOST_AUTO_TEST_CASE(claims_no_more_than_asked_for_and_each_once) {
  queue_mails(5);
  std::set<std::int64_t> claimed;

  for (const std::size_t expected : {2, 2, 1, 0}) {
    const auto mails = outbox.claim_due(2, 60s);
    BOOST_TEST(mails.size() == expected);
    for (const auto& mail : mails) claimed.insert(mail.id);
  }

  BOOST_TEST(claimed.size() == 5);
}

BOOST_AUTO_TEST_CASE(what_was_left_behind_counts_against_the_number_asked_for) {
  queue_mails(4);
  BOOST_TEST(outbox.claim_due(2, 60s).size() == 2);
  end_leases();

  BOOST_TEST(outbox.claim_due(3, 60s).size() == 3);
}

BOOST_AUTO_TEST_CASE(two_mailers_at_once_share_the_mails) {
  queue_mails(20);
  std::atomic<std::size_t> claimed = 0;

  in_parallel(4, [&](int) {
    store::Outbox mailer{database.connection("provisor_mailer")};
    while (const auto count = mailer.claim_due(3, 60s).size()) claimed += count;
  });

  BOOST_TEST(claimed == 20u);
}

BOOST_AUTO_TEST_CASE(a_sent_mail_loses_its_secret) {
  queue_mails(1);
  const auto id = outbox.claim_due(1, 60s).at(0).id;

  outbox.mark_sent(id, "250 ok");

  BOOST_TEST(field("state") == "sent");
  BOOST_TEST(field("secret is null") == "t");
  BOOST_TEST(field("last_answer") == "250 ok");
  end_leases();
  BOOST_TEST(outbox.claim_due(1, 60s).empty());
}

BOOST_AUTO_TEST_CASE(a_deferred_mail_is_due_again_at_its_time) {
  queue_mails(2);
  const auto mails = outbox.claim_due(2, 60s);
  const auto now = std::chrono::floor<std::chrono::seconds>(
      std::chrono::system_clock::now());

  outbox.mark_deferred(mails.at(0).id, "451 later", now + 1h);
  outbox.mark_deferred(mails.at(1).id, "451 later", now - 1s);

  const auto due = outbox.claim_due(2, 60s);
  BOOST_TEST_REQUIRE(due.size() == 1);
  BOOST_TEST(due[0].id == mails[1].id);
  BOOST_TEST(!due[0].secret.empty());
}

BOOST_AUTO_TEST_CASE(a_failed_mail_is_not_tried_again) {
  queue_mails(1);

  outbox.mark_failed(outbox.claim_due(1, 60s).at(0).id, "550 nobody here");

  BOOST_TEST(field("state") == "failed");
  BOOST_TEST(outbox.claim_due(1, 60s).empty());
}

BOOST_AUTO_TEST_CASE(a_mail_that_is_not_claimed_is_not_marked) {
  queue_mails(1);

  outbox.mark_sent(std::stoll(field("id")), "250 ok");

  BOOST_TEST(field("state") == "queued");
}

BOOST_AUTO_TEST_CASE(a_lost_connection_is_replaced_by_the_next_call) {
  queue_mails(1);
  BOOST_TEST(outbox.claim_due(0, 60s).empty());
  database.number(
      "select count(pg_terminate_backend(pid)) from pg_stat_activity "
      "where datname = current_database() and usename = 'provisor_mailer'");

  BOOST_CHECK_THROW(outbox.claim_due(1, 60s), store::Away);

  BOOST_TEST(outbox.claim_due(1, 60s).size() == 1);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace provisor::tests
