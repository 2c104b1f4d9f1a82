#include "programs/mail_parts.h"

#include <boost/test/unit_test.hpp>

namespace {

using namespace provisor;
using namespace std::chrono_literals;

struct Fixture {
  Fixture() {
    config.mail.templates = "mail";
    config.mail.from = "us@example.com";
    mail.taking = {7, 1};
    mail.kind = "new_contact";
    mail.recipient = "ann@example.org";
    mail.created_at = store::Time(1'700'000'000s);
    mail.first_attempt_at = mail.created_at + 24h * 20;
  }

  // What the field says.
  std::string field(const std::string& name) const {
    const auto message = make_parcel(config, mail).message;
    const auto at = message.find("\r\n" + name + ": ");
    BOOST_TEST_REQUIRE(at != message.npos);
    const auto start = at + name.size() + 4;
    return message.substr(start, message.find("\r\n", start) - start);
  }

  config::Config config;
  store::OutboxMail mail{};
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(mail_parts, Fixture)

BOOST_AUTO_TEST_CASE(a_mail_has_the_same_id_and_date_with_each_attempt) {
  const auto id = field("Message-ID"), date = field("Date");

  mail.taking.attempt = 2;

  BOOST_TEST(field("Message-ID") == id);
  BOOST_TEST(field("Date") == date);
}

BOOST_AUTO_TEST_CASE(a_number_given_out_again_makes_another_id) {
  const auto id = field("Message-ID");

  mail.created_at += 1s;

  BOOST_TEST(id == "<outbox.7.1700000000@example.com>");
  BOOST_TEST(field("Message-ID") != id);
}

BOOST_AUTO_TEST_CASE(a_mail_that_was_held_for_weeks_has_the_date_of_its_going) {
  BOOST_TEST(field("Date") == "Mon, 04 Dec 2023 22:13:20 +0000");
}

BOOST_AUTO_TEST_SUITE_END()
