#include "provisor/store/import.h"

#include <chrono>

#include <boost/test/unit_test.hpp>

#include "tests/support/reseller.h"

namespace provisor::tests {
namespace {

using store::Imported;

struct Fixture : Reseller {
  store::Importer importer{database.connection("provisor_admin"),
                           std::chrono::days(7)};

  store::ContactWish contact(const std::string& email) {
    store::ContactWish wish;
    wish.caller = {key_digest, "192.0.2.1"};
    wish.attempt = {"import:" + email, std::string(64, 'c')};
    wish.email = email;
    return wish;
  }

  std::vector<store::ContactWish> contacts(int count) {
    std::vector<store::ContactWish> wishes;
    for (int i = 0; i < count; ++i)
      wishes.push_back(contact(std::to_string(i) + "@example.org"));
    return wishes;
  }

  std::int64_t count(const std::string& what) {
    return database.number("select count(*) from provisor." + what);
  }
};

int done(const std::vector<Outcome<Imported>>& outcomes, Imported when) {
  int count = 0;
  for (const auto& outcome : outcomes) count += outcome && *outcome == when;
  return count;
}

BOOST_FIXTURE_TEST_SUITE(import, Fixture)

BOOST_AUTO_TEST_CASE(each_contact_is_written_with_all_it_has) {
  auto wish = contact("carl@example.org");
  wish.first_name = "Carl";
  wish.phone = "030 1234567";
  wish.phone_e164 = "+49301234567";
  wish.phone_country = "DE";
  wish.source = "fair";
  wish.tags = {"new", "VIP"};
  wish.owner_email = "bob@example.com";

  BOOST_TEST(done(importer.contacts({wish}), Imported::now) == 1);

  BOOST_TEST(database.value(
                 "select concat_ws(' ', c.email, c.first_name, c.phone, "
                 "c.phone_e164, s.name, u.username) from provisor.contact c "
                 "join provisor.source s on s.id = c.source_id "
                 "join provisor.app_user u on u.id = c.owner_user_id") ==
             "carl@example.org Carl 030 1234567 +49301234567 fair bob");
  BOOST_TEST(count("contact_tag") == 2);
  BOOST_TEST(count("outbox") == 0);
  BOOST_TEST(database.value("select method || ' ' || (result ->> 'contact_id') "
                            "from provisor.operation") ==
             "import_contact " +
                 database.value("select id from provisor.contact"));
}

BOOST_AUTO_TEST_CASE(a_set_is_done_once) {
  const auto wishes = contacts(100);

  BOOST_TEST(done(importer.contacts(wishes), Imported::now) == 100);
  BOOST_TEST(done(importer.contacts(wishes), Imported::before) == 100);

  BOOST_TEST(count("contact") == 100);
  BOOST_TEST(count("operation") == 100);
}

BOOST_AUTO_TEST_CASE(new_and_repeated_rows_may_share_a_set) {
  (void)importer.contacts(contacts(3));

  const auto outcomes = importer.contacts(contacts(5));

  BOOST_TEST(done(outcomes, Imported::before) == 3);
  BOOST_TEST(done(outcomes, Imported::now) == 2);
}

BOOST_AUTO_TEST_CASE(another_row_under_a_used_key_is_refused) {
  auto wish = contact("carl@example.org");
  (void)importer.contacts({wish});
  wish.attempt.fingerprint = std::string(64, 'd');

  BOOST_TEST((importer.contacts({wish})[0].refusal() ==
              Refusal::idempotency_mismatch));
}

BOOST_AUTO_TEST_CASE(a_contact_that_is_there_is_updated) {
  auto wish = contact("carl@example.org");
  wish.first_name = "Carl";
  (void)importer.contacts({wish});
  wish.attempt = {"import:later", std::string(64, 'e')};
  wish.first_name = "Karl";

  BOOST_TEST(done(importer.contacts({wish}), Imported::now) == 1);

  BOOST_TEST(database.value("select first_name from provisor.contact") ==
             "Karl");
  BOOST_TEST(count("contact") == 1);
}

BOOST_AUTO_TEST_CASE(rows_that_mean_one_contact_are_done_one_after_the_other) {
  auto first = contact("carl@example.org");
  first.phone = first.phone_e164 = "+49301234567";
  first.phone_country = "DE";
  (void)importer.contacts({first});
  auto by_email = contact("carl@example.org");
  by_email.attempt.idempotency_key = "import:a";
  auto by_phone = contact("new@example.org");
  by_phone.phone = by_phone.phone_e164 = "+49301234567";
  by_phone.phone_country = "DE";

  BOOST_TEST(done(importer.contacts({by_email, by_phone}), Imported::now) == 2);

  BOOST_TEST(database.value("select string_agg(email, ',') from "
                            "provisor.contact") == "new@example.org");
}

BOOST_AUTO_TEST_CASE(a_contact_limit_holds_for_imports) {
  database.run("update provisor.account set contact_limit = 3");

  const auto outcomes = importer.contacts(contacts(5));

  BOOST_TEST(done(outcomes, Imported::now) == 3);
  BOOST_TEST((outcomes[4].refusal() == Refusal::contact_limit_reached));
  BOOST_TEST(count("operation") == 3);
}

BOOST_AUTO_TEST_CASE(a_group_takes_turns) {
  auto wishes = contacts(4);
  for (auto& wish : wishes) wish.owner_group = "sales";

  BOOST_TEST(done(importer.contacts(wishes), Imported::now) == 4);

  BOOST_TEST(database.number("select count(*) from (select from "
                             "provisor.contact group by owner_user_id "
                             "having count(*) = 2) t") == 2);
}

BOOST_AUTO_TEST_CASE(a_lost_connection_is_made_anew) {
  (void)importer.contacts(contacts(3));
  database.run(
      "select pg_terminate_backend(pid) from pg_stat_activity "
      "where usename = 'provisor_admin' and datname = current_database()");

  const auto outcomes = importer.contacts(contacts(4));

  BOOST_TEST(done(outcomes, Imported::before) == 3);
  BOOST_TEST(done(outcomes, Imported::now) == 1);
}

BOOST_AUTO_TEST_CASE(a_changed_country_is_told) {
  auto wish = contact("carl@example.org");
  wish.phone = wish.phone_e164 = "+61732573906";
  wish.phone_country = "AU";

  BOOST_TEST((importer.contacts({wish})[0].refusal() == Refusal::unavailable));
  BOOST_TEST(count("operation") == 0);
}

BOOST_AUTO_TEST_CASE(the_owner_of_an_imported_account_is_invited) {
  auto invited = account("carl"), silent = account("dora");
  invited.password_hash = silent.password_hash = "";
  silent.send_welcome_email = false;
  silent.is_confirmed = invited.is_confirmed = true;

  BOOST_TEST(done(importer.accounts({invited, silent}), Imported::now) == 2);
  BOOST_TEST(done(importer.accounts({invited, silent}), Imported::before) == 2);

  BOOST_TEST(database.value("select string_agg(kind::text || ' ' || "
                            "(data ->> 'username'), ',') from "
                            "provisor.outbox") == "welcome carl");
  BOOST_TEST(database.value("select string_agg(kind::text, ',') from "
                            "provisor.token") == "set_password");
  BOOST_TEST(database.number("select count(*) from provisor.app_user "
                             "where password_hash is not null") == 0);
}

BOOST_AUTO_TEST_CASE(a_taken_username_is_refused_and_the_others_are_done) {
  auto taken = account("ann"), free = account("carl");

  const auto outcomes = importer.accounts({taken, free});

  BOOST_TEST((outcomes[0].refusal() == Refusal::username_taken));
  BOOST_TEST(!!outcomes[1]);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace provisor::tests
