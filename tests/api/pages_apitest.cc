// The pages behind the links in mails, from the pool to the tables.

#include <boost/test/unit_test.hpp>

#include "tests/support/served_api.h"

namespace provisor::tests {
namespace {

struct Pages : ServedApi {
  const std::string password = "wobbling tractor lemon";

  FastcgiAnswer get(const std::string& path) const {
    return call(fastcgi_get(path));
  }
  FastcgiAnswer post(const std::string& path, const Form& fields) const {
    const auto body = urlencoded(fields);
    return call(fastcgi_post(path, body, "application/x-www-form-urlencoded"),
                body);
  }
  FastcgiAnswer choose(const std::string& path) const {
    return post(path, {{"password", password}, {"repeated", password}});
  }

  // The youngest link that is to be mailed to a user.
  std::string link(const std::string& page, const std::string& user_id) {
    return "/" + page + "/" +
           database.value(
               "select secret from provisor.outbox where secret is not null "
               "and data ->> 'user_id' = '" +
               user_id + "' order by id desc limit 1");
  }
  std::string user(const std::string& user_id, const std::string& column) {
    return database.value(
        "select coalesce((" + column +
        ")::text, 'null') from provisor.app_user where id = " + user_id);
  }
  std::string mails() {
    return database.value("select count(*)::text from provisor.outbox");
  }
};

struct Invited : Pages {
  const std::string user_id = std::to_string(id_in(signed_up({}), "user_id"));
  const std::string path = link("welcome", user_id);
};

struct Unconfirmed : Pages {
  const std::string user_id = std::to_string(id_in(added("", ""), "user_id"));
  const std::string path = link("confirm", user_id);
};

}  // namespace

BOOST_AUTO_TEST_SUITE(api_served_pages)

BOOST_FIXTURE_TEST_CASE(an_invitation_sets_a_password_once, Invited) {
  BOOST_TEST(get(path).status == 200);
  BOOST_TEST(user(user_id, "password_hash") == "null");

  BOOST_TEST(choose(path).status == 200);

  const auto hash = user(user_id, "password_hash");
  BOOST_TEST(hash.starts_with('$'));
  BOOST_TEST(user(user_id, "is_confirmed") == "true");
  BOOST_TEST(choose(path).status == 410);
  BOOST_TEST(get(path).status == 410);
  BOOST_TEST(user(user_id, "password_hash") == hash);
}

BOOST_FIXTURE_TEST_CASE(a_link_is_no_link_of_another_kind, Invited) {
  const auto token = path.substr(path.rfind('/'));

  BOOST_TEST(get("/reset" + token).status == 404);
  BOOST_TEST(post("/confirm" + token, {}).status == 404);
  BOOST_TEST(choose("/reset" + token).status == 404);

  BOOST_TEST(user(user_id, "password_hash") == "null");
  BOOST_TEST(get(path).status == 200);
}

BOOST_FIXTURE_TEST_CASE(a_deactivated_user_has_no_links, Invited) {
  BOOST_TEST(get(path).status == 200);
  database.run(
      "update provisor.app_user set status = 'deactivated', "
      "deactivated_at = now() where id = " +
      user_id);

  BOOST_TEST(get(path).status == 404);
  BOOST_TEST(choose(path).status == 404);
  BOOST_TEST(user(user_id, "password_hash") == "null");
}

BOOST_FIXTURE_TEST_CASE(users_of_a_deactivated_account_have_no_links,
                        Unconfirmed) {
  BOOST_TEST(get(path).status == 200);
  database.run(
      "update provisor.account set status = 'deactivated', "
      "deactivated_at = now() where id = " +
      user(user_id, "account_id"));

  BOOST_TEST(get(path).status == 404);
  BOOST_TEST(post(path, {}).status == 404);
  BOOST_TEST(post(path, {{"again", "yes"}}).status == 404);
  BOOST_TEST(user(user_id, "is_confirmed") == "false");
}

BOOST_FIXTURE_TEST_CASE(a_confirmation_past_its_time_is_sent_anew,
                        Unconfirmed) {
  database.run(
      "update provisor.token set created_at = now() - interval '2 days', "
      "expires_at = now() - interval '1 day' where user_id = " +
      user_id);
  BOOST_TEST(post(path, {}).status == 410);
  BOOST_TEST(mails() == "1");

  BOOST_TEST(post(path, {{"again", "yes"}}).status == 200);

  BOOST_TEST(mails() == "2");
  const auto anew = link("confirm", user_id);
  BOOST_TEST(anew != path);
  BOOST_TEST(post(anew, {}).status == 200);
  BOOST_TEST(user(user_id, "is_confirmed") == "true");
}

BOOST_FIXTURE_TEST_CASE(a_reset_is_answered_by_the_mailer_alone, Invited) {
  const auto before = mails();
  const auto known = post("/reset", {{"name", user(user_id, "username")}});
  const auto unknown = post("/reset", {{"name", "nobody"}});
  BOOST_TEST(known.status == 200);
  BOOST_TEST(known.body == unknown.body);
  BOOST_TEST(mails() == before);

  BOOST_TEST(database.value(
                 "select mailer.answer_reset_requests(10, 600)::text") == "2");

  const auto reset = link("reset", user_id);
  BOOST_TEST(reset != path);
  BOOST_TEST(choose(reset).status == 200);
  BOOST_TEST(user(user_id, "password_hash").starts_with('$'));
  BOOST_TEST(get(path).status == 410);
}

BOOST_FIXTURE_TEST_CASE(a_page_tells_browsers_to_keep_it_closed, Invited) {
  const auto headers = get(path).headers;

  BOOST_TEST(headers.at("cache-control") == "no-store");
  BOOST_TEST(headers.at("referrer-policy") == "no-referrer");
  BOOST_TEST(headers.at("x-frame-options") == "DENY");
  BOOST_TEST(
      holds(headers.at("content-security-policy"), "default-src 'none'; "));
  BOOST_TEST(!holds(log(), path.substr(path.rfind('/') + 1)));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace provisor::tests
