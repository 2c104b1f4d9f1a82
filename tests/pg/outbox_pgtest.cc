#include "provisor/store/outbox.h"

#include <set>

#include <boost/test/unit_test.hpp>

#include "provisor/store/administration.h"
#include "provisor/store/fault.h"
#include "tests/support/reseller.h"

namespace provisor::tests {
namespace {

using namespace std::chrono_literals;

using State = store::Settled::State;

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

BOOST_AUTO_TEST_CASE(a_taken_mail_has_all_that_its_text_needs) {
  queue_mails(1);

  const auto mails = outbox.take(10, 60s);

  BOOST_TEST_REQUIRE(mails.size() == 1);
  BOOST_TEST(mails[0].kind == "welcome");
  BOOST_TEST(mails[0].recipient == "0@example.org");
  BOOST_TEST(mails[0].taking.attempt == 1);
  BOOST_TEST(!mails[0].secret.empty());
  BOOST_TEST(mails[0].data.at("reseller") == "Example Resellers");
  BOOST_TEST(mails[0].data.at("tags") == "new, vip");
  BOOST_TEST(field("state") == "sending");
}

BOOST_AUTO_TEST_CASE(a_mail_belongs_to_one_taker_until_its_lease_ends) {
  queue_mails(1);
  store::Outbox other{database.connection("provisor_mailer")};

  BOOST_TEST(outbox.take(10, 60s).size() == 1);
  BOOST_TEST(other.take(10, 60s).empty());
  end_leases();

  BOOST_TEST_REQUIRE(other.take(10, 60s).size() == 1);
  BOOST_TEST(field("attempts") == "2");
}

BOOST_AUTO_TEST_CASE(a_lease_that_is_kept_does_not_end) {
  queue_mails(1);
  const auto mails = outbox.take(1, 60s);
  end_leases();

  outbox.keep({mails.at(0).taking}, 60s);

  BOOST_TEST(outbox.take(1, 60s).empty());
}

BOOST_AUTO_TEST_CASE(takes_no_more_than_asked_for_and_each_once) {
  queue_mails(5);
  std::set<std::int64_t> taken;

  for (const std::size_t expected : {2, 2, 1, 0}) {
    const auto mails = outbox.take(2, 60s);
    BOOST_TEST(mails.size() == expected);
    for (const auto& mail : mails) taken.insert(mail.taking.id);
  }

  BOOST_TEST(taken.size() == 5);
}

BOOST_AUTO_TEST_CASE(what_was_left_behind_counts_against_the_number_asked_for) {
  queue_mails(4);
  BOOST_TEST(outbox.take(2, 60s).size() == 2);
  end_leases();

  BOOST_TEST(outbox.take(3, 60s).size() == 3);
}

BOOST_AUTO_TEST_CASE(several_mailers_at_once_share_the_mails) {
  queue_mails(20);
  std::atomic<std::size_t> taken = 0;

  in_parallel(4, [&](int) {
    store::Outbox mailer{database.connection("provisor_mailer")};
    while (const auto count = mailer.take(3, 60s).size()) taken += count;
  });

  BOOST_TEST(taken == 20u);
}

BOOST_AUTO_TEST_CASE(several_mailers_at_once_keep_to_a_limit) {
  queue_mails(30);
  database.run(
      "update provisor.outbox set kind = 'new_contact', secret = null;"
      "update provisor.account set send_cap = 7");
  std::atomic<std::size_t> taken = 0;

  in_parallel(4, [&](int) {
    store::Outbox mailer{database.connection("provisor_mailer")};
    while (const auto count = mailer.take(3, 60s).size()) taken += count;
  });

  BOOST_TEST(taken == 7u);
}

// Two mailers that wait for each other's accounts would be a deadlock.
BOOST_AUTO_TEST_CASE(who_has_locked_an_account_waits_for_no_other) {
  queue_mails(2);
  database.run(
      "update provisor.account set email_send_limit = 0;"
      "update provisor.outbox set kind = 'new_contact', secret = null,"
      " next_attempt_at = now() - interval '1 minute';"
      "update provisor.outbox set account_id = (data ->> 'account_id')::bigint,"
      " next_attempt_at = now() - interval '1 hour'"
      " where recipient = '1@example.org'");
  OpenTransaction other(database, "select from provisor.account where id = " +
                                      std::to_string(account_id) +
                                      " for update");

  BOOST_TEST(outbox.take(1, 60s).empty());
  BOOST_TEST(database.number("select count(*) from provisor.outbox"
                             " where state = 'held'") == 1);

  other.undo();
  database.run("update provisor.account set email_send_limit = 1");
  BOOST_TEST(outbox.take(1, 60s).at(0).recipient == "0@example.org");
}

BOOST_AUTO_TEST_CASE(a_sent_mail_loses_its_secret) {
  queue_mails(1);
  const auto taking = outbox.take(1, 60s).at(0).taking;

  outbox.settle({{taking, State::sent, 0ms, 250, "2.0.0", "said \"ok\""}});

  BOOST_TEST(field("state") == "sent");
  BOOST_TEST(field("secret is null") == "t");
  BOOST_TEST(field("last_answer") == "said \"ok\"");
}

BOOST_AUTO_TEST_CASE(an_attempt_keeps_the_servers_reply) {
  queue_mails(1);
  const auto taking = outbox.take(1, 60s).at(0).taking;

  outbox.settle({{taking, State::failed, 0ms, 550, "5.1.1", "nobody"}});

  BOOST_TEST(database.value("select reply_code || enhanced_code || answer "
                            "from provisor.mail_attempt") == "5505.1.1nobody");
}

BOOST_AUTO_TEST_CASE(a_deferred_mail_is_due_again_at_its_time) {
  queue_mails(2);
  const auto mails = outbox.take(2, 60s);

  outbox.settle(
      {{mails.at(0).taking, State::deferred, 1h, 451, {}, "later"},
       {mails.at(1).taking, State::deferred, 0ms, {}, {}, "no reply"}});

  const auto due = outbox.take(2, 60s);
  BOOST_TEST_REQUIRE(due.size() == 1);
  BOOST_TEST(due[0].taking.id == mails[1].taking.id);
  BOOST_TEST(!due[0].secret.empty());
}

BOOST_AUTO_TEST_CASE(who_took_a_mail_before_cannot_settle_it) {
  queue_mails(1);
  const auto taking = outbox.take(1, 60s).at(0).taking;
  end_leases();
  BOOST_TEST(outbox.take(1, 60s).size() == 1);

  outbox.settle({{taking, State::failed, 0ms, 550, {}, "nobody"}});

  BOOST_TEST(field("state") == "sending");
}

BOOST_AUTO_TEST_CASE(the_operator_has_a_failed_mail_tried_again) {
  queue_mails(1);
  const auto taking = outbox.take(1, 60s).at(0).taking;
  outbox.settle({{taking, State::failed, 0ms, 550, {}, "nobody"}});
  store::Administration operators{database.connection("provisor_admin")};

  BOOST_TEST(!!operators.retry_mail(taking.id));

  BOOST_TEST(outbox.take(1, 60s).size() == 1);
  BOOST_TEST(operators.list_mail_attempts(taking.id).value().size() == 2);
}

BOOST_AUTO_TEST_CASE(a_cancelled_mail_is_never_sent) {
  queue_mails(1);
  store::Administration operators{database.connection("provisor_admin")};

  BOOST_TEST(!!operators.cancel_mail(std::stoll(field("id"))));

  BOOST_TEST(outbox.take(1, 60s).empty());
  BOOST_TEST(field("secret is null") == "t");
  BOOST_TEST(database.number("select count(*) from provisor.token") == 0);
}

BOOST_AUTO_TEST_CASE(a_mail_on_its_way_cannot_be_cancelled) {
  queue_mails(1);
  const auto id = outbox.take(1, 60s).at(0).taking.id;
  store::Administration operators{database.connection("provisor_admin")};

  BOOST_TEST(
      (operators.cancel_mail(id).refusal() == Refusal::mail_unchangeable));
  BOOST_TEST(
      (operators.cancel_mail(id + 1).refusal() == Refusal::mail_unknown));
}

BOOST_AUTO_TEST_CASE(a_lost_connection_is_replaced_by_the_next_call) {
  queue_mails(1);
  BOOST_TEST(outbox.take(0, 60s).empty());
  database.number(
      "select count(pg_terminate_backend(pid)) from pg_stat_activity "
      "where datname = current_database() and usename = 'provisor_mailer'");

  BOOST_CHECK_THROW(outbox.take(1, 60s), store::Away);

  BOOST_TEST(outbox.take(1, 60s).size() == 1);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace provisor::tests
