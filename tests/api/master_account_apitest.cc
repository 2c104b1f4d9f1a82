// Every parameter of the form API has its effect, in the tables.

#include <boost/test/unit_test.hpp>

#include "tests/support/served_api.h"

namespace provisor::tests {
namespace {

struct FormApi : ServedApi {
  std::string mails(const std::string& kind) {
    return database.value(
        "select count(*)::text from provisor.outbox where kind = '" + kind +
        "'");
  }
  std::string owner_of(const std::string& answer) {
    return database.value(
        "select coalesce(max(u.username), 'nobody') from provisor.contact c "
        "join provisor.app_user u on u.id = c.owner_user_id where c.id = " +
        std::to_string(id_in(answer, "contact_id")));
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(api_form, FormApi)

BOOST_AUTO_TEST_CASE(a_sign_up_makes_account_owner_and_contact) {
  const auto done = signed_up({{"email", " Mike@Example.ORG "},
                               {"account_name", "Company Test Account"},
                               {"firstname", "mike"},
                               {"lastname", "douglas"},
                               {"facebook", "mike.d"},
                               {"twitter", "@mike"}});

  BOOST_TEST(account_value(done, "company_name") == "Company Test Account");
  BOOST_TEST(account_value(done, "parent_id") == std::to_string(account_id));
  BOOST_TEST(user_value(done, "email") == "mike@example.org");
  BOOST_TEST(user_value(done, "first_name || ' ' || last_name") ==
             "mike douglas");
  BOOST_TEST(user_value(done, "password_hash") == "null");
  BOOST_TEST(contact_value(done, "email") == "mike@example.org");
  BOOST_TEST(contact_value(done, "first_name || ' ' || last_name") ==
             "mike douglas");
  BOOST_TEST(contact_value(done, "facebook || ' ' || twitter") ==
             "mike.d @mike");
  BOOST_TEST(contact_value(done, "account_id") == std::to_string(account_id));
}

BOOST_AUTO_TEST_CASE(post_bodies_of_both_types_are_read) {
  const auto body =
      urlencoded({{"email", "a@example.org"}, {"account_name", "A"}});
  auto posted = fastcgi_post("/site/api/master_account", body,
                             "application/x-www-form-urlencoded");
  posted.emplace_back("QUERY_STRING", urlencoded({{"key", key()}}));
  BOOST_TEST(holds(call(posted, body).body, "\"message\":\"success\""));

  const std::string parts =
      "--b\r\nContent-Disposition: form-data; name=\"key\"\r\n\r\n" + key() +
      "\r\n--b\r\nContent-Disposition: form-data; name=\"email\"\r\n\r\n"
      "b@example.org\r\n--b\r\nContent-Disposition: form-data; "
      "name=\"account_name\"\r\n\r\nB\r\n--b--\r\n";
  const auto answer = call(fastcgi_post("/site/api/master_account", parts,
                                        "multipart/form-data; boundary=b"),
                           parts);
  BOOST_TEST(holds(answer.body, "\"message\":\"success\""));
}

BOOST_AUTO_TEST_CASE(the_answer_has_its_headers_and_order) {
  const auto answer = sign_up({});

  BOOST_TEST(answer.headers.at("content-type") ==
             "application/json; charset=utf-8");
  BOOST_TEST(answer.headers.at("cache-control") == "no-store");
  const auto& body = answer.body;
  BOOST_TEST(body.find("message") < body.find("account_id"));
  BOOST_TEST(body.find("account_id") < body.find("user_id"));
  BOOST_TEST(body.find("user_id") < body.find("contact_id"));
}

BOOST_AUTO_TEST_CASE(an_email_signs_up_once_and_for_ever) {
  const auto done = signed_up({{"email", "ann@example.org"}});
  database.run(
      "update provisor.app_user set status = 'deleted', deleted_at = now(), "
      "email = 'gone@example.org', username = 'gone' where id = " +
      std::to_string(id_in(done, "user_id")));

  expect_refused({{"email", "ANN@example.org"}}, "email_taken", "email");
}

BOOST_AUTO_TEST_CASE(a_refused_sign_up_changes_no_contact) {
  const auto done = signed_up({{"email", "ann@example.org"}});

  expect_refused({{"email", "ann@example.org"}, {"firstname", "Eve"}},
                 "email_taken", "email");

  BOOST_TEST(contact_value(done, "first_name") == "null");
}

BOOST_AUTO_TEST_CASE(mandatory_parameters_are_named) {
  expect_refused({{"account_name", ""}}, "parameter_missing", "account_name");
  expect_refused({{"email", ""}}, "parameter_missing", "email");
  expect_refused({{"key", ""}}, "key_missing", "key");
}

BOOST_AUTO_TEST_CASE(a_parameter_twice_must_be_the_same_twice) {
  signed_up({{"source", "a"}, {"source", "a"}});
  expect_refused({{"source", "a"}, {"source", "b"}}, "parameter_conflicting",
                 "source");
}

BOOST_AUTO_TEST_CASE(a_welcome_mail_is_the_default) {
  signed_up({});
  BOOST_TEST(mails("welcome") == "1");
  signed_up({{"send_welcome_email", "1"}});
  BOOST_TEST(mails("welcome") == "2");
  signed_up({{"send_welcome_email", "2"}});
  BOOST_TEST(mails("welcome") == "2");
  expect_refused({{"send_welcome_email", "3"}}, "parameter_malformed",
                 "send_welcome_email");
}

BOOST_AUTO_TEST_CASE(a_contact_is_found_by_its_phone_in_any_spelling) {
  const auto first = signed_up({{"phone", "030 123456"}, {"source", "web"}});
  BOOST_TEST(contact_value(first, "phone") == "030 123456");
  BOOST_TEST(contact_value(first, "phone_e164") == "+4930123456");

  for (const char* phone :
       {"+49 30 123456", "004930123456", "4930123456", "(030) 12 34 56"}) {
    const auto again = signed_up({{"phone", phone}});
    BOOST_TEST(id_in(again, "contact_id") == id_in(first, "contact_id"), phone);
  }
  BOOST_TEST(contact_value(first, "email") == "customer5@example.org");
  BOOST_TEST(contact_value(first, "source_id") != "null");
}

BOOST_AUTO_TEST_CASE(a_contact_known_by_email_keeps_what_is_not_sent) {
  database.run(
      "insert into provisor.contact (account_id, email, first_name, last_name) "
      "values (" +
      std::to_string(account_id) + ", 'ann@example.org', 'Ann', 'Lee')");

  const auto done =
      signed_up({{"email", "ann@example.org"}, {"lastname", "Smith"}});

  BOOST_TEST(contact_value(done, "first_name") == "Ann");
  BOOST_TEST(contact_value(done, "last_name") == "Smith");
  BOOST_TEST(database.number("select count(*) from provisor.contact") == 1);
}

BOOST_AUTO_TEST_CASE(email_and_phone_of_two_contacts_update_the_email_s) {
  const auto phoned = signed_up({{"phone", "030 123456"}});
  database.run("insert into provisor.contact (account_id, email) values (" +
               std::to_string(account_id) + ", 'ann@example.org')");

  const auto done =
      signed_up({{"email", "ann@example.org"}, {"phone", "030 123456"}});

  BOOST_TEST(id_in(done, "contact_id") != id_in(phoned, "contact_id"));
  BOOST_TEST(contact_value(done, "phone_e164") == "null");
  BOOST_TEST(contact_value(phoned, "phone_e164") == "+4930123456");
}

BOOST_AUTO_TEST_CASE(what_is_no_phone_number_is_refused) {
  expect_refused({{"phone", "call me"}}, "phone_malformed", "phone");
}

BOOST_AUTO_TEST_CASE(sources_and_tags_are_made_once) {
  signed_up({{"source", "Web"}, {"tags", "new customer, campaign1,,call me"}});
  const auto done = signed_up({{"source", "web"}, {"tags", "Campaign1"}});

  BOOST_TEST(database.number("select count(*) from provisor.source") == 1);
  BOOST_TEST(database.number("select count(*) from provisor.tag") == 3);
  BOOST_TEST(contact_value(done, "source_id") != "null");
}

BOOST_AUTO_TEST_CASE(the_reseller_is_notified_of_new_contacts_only) {
  const Form wanted{{"phone", "030 123456"},
                    {"notifyToEmail", "Sales@example.net"},
                    {"notifyEmailSubject", "New Contact Added"}};
  signed_up(wanted);
  signed_up(wanted);

  BOOST_TEST(mails("new_contact") == "1");
  BOOST_TEST(database.value("select recipient || ' ' || (data->>'subject') "
                            "from provisor.outbox where kind = "
                            "'new_contact'") ==
             "sales@example.net New Contact Added");
  expect_refused({{"notifyToEmail", "sales"}}, "email_malformed",
                 "notifyToEmail");
}

BOOST_AUTO_TEST_CASE(an_owner_is_an_active_user_or_nobody) {
  const auto owner_for = [&](const char* email) {
    return owner_of(signed_up({{"contactowner_email", email}}));
  };
  BOOST_TEST(owner_for("BOB@example.com") == "bob");
  BOOST_TEST(owner_for("nobody@example.com") == "nobody");
  BOOST_TEST(owner_for("bob") == "nobody");
}

BOOST_AUTO_TEST_CASE(a_group_s_members_take_turns_unless_an_owner_is_sent) {
  std::vector<std::string> owners;
  for (int turn = 0; turn < 4; ++turn)
    owners.push_back(owner_of(signed_up({{"contactowner_group", "Sales"}})));
  BOOST_TEST(std::count(owners.begin(), owners.end(), "ann") == 2);
  BOOST_TEST(std::count(owners.begin(), owners.end(), "bob") == 2);

  BOOST_TEST(owner_of(signed_up({{"contactowner_group", "sales"},
                                 {"contactowner_email", "x@example.com"}})) ==
             "nobody");
  BOOST_TEST(owner_of(signed_up({{"contactowner_group", "unknown"}})) ==
             "nobody");
}

BOOST_AUTO_TEST_CASE(an_owner_is_told_when_that_is_wished) {
  const auto tell = [&](const char* flag) {
    Form form{{"contactowner_email", "bob@example.com"}};
    if (flag) form.emplace_back("email_notify_owner", flag);
    signed_up(form);
    return mails("owner_notification");
  };
  BOOST_TEST(tell(nullptr) == "0");
  BOOST_TEST(tell("2") == "0");
  BOOST_TEST(tell("1") == "1");
}

BOOST_AUTO_TEST_CASE(a_repeated_call_is_answered_as_the_first_one_was) {
  const Form form{
      {"key", key()}, {"email", "ann@example.org"}, {"account_name", "Ann"}};
  auto asked = fastcgi_get("/site/api/master_account", urlencoded(form));
  asked.emplace_back("HTTP_IDEMPOTENCY_KEY", "order-1");

  const auto first = call(asked);
  const auto second = call(asked);

  BOOST_TEST(first.headers.count("idempotency-replayed") == 0u);
  BOOST_TEST(second.body == first.body);
  BOOST_TEST(second.headers.at("idempotency-replayed") == "true");
}

BOOST_AUTO_TEST_CASE(an_idempotency_key_is_for_one_wish) {
  auto asked = [&](const char* name) {
    auto get = fastcgi_get("/site/api/master_account",
                           urlencoded({{"key", key()},
                                       {"email", "ann@example.org"},
                                       {"account_name", name}}));
    get.emplace_back("HTTP_IDEMPOTENCY_KEY", "order-1");
    return call(get).body;
  };

  BOOST_TEST(holds(asked("Ann"), "\"success\""));
  BOOST_TEST(holds(asked("Bob"), "\"idempotency_mismatch\""));
}

BOOST_AUTO_TEST_CASE(an_idempotency_key_must_be_one_and_not_blank) {
  const auto refused = [&](const std::vector<std::string>& keys) {
    auto asked = fastcgi_get("/site/api/master_account",
                             urlencoded({{"key", key()},
                                         {"email", "ann@example.org"},
                                         {"account_name", "Ann"}}));
    for (const auto& each : keys)
      asked.emplace_back("HTTP_IDEMPOTENCY_KEY", each);
    return holds(call(asked).body, "\"idempotency_key_malformed\"");
  };

  BOOST_TEST(refused({""}));
  BOOST_TEST(refused({"order-1", "order-2"}));
  BOOST_TEST(refused({"order-1", ""}));
}

BOOST_AUTO_TEST_CASE(no_key_reaches_the_log) {
  signed_up({});
  expect_refused({{"source", "a"}, {"source", "b"}}, "parameter_conflicting",
                 "source");

  BOOST_TEST(holds(log(), "operation=master_account outcome=success"));
  BOOST_TEST(!holds(log(), key()));
  BOOST_TEST(!holds(log(), "customer1"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace provisor::tests
