// What the pages ask of the database, and what they do without it. The whole
// way is in tests/e2e/test_links.py.

#include "fake_api.h"

namespace {

using namespace provisor;

struct Visitor : FakeApi {
  const std::string token = std::string(64, 'a');

  fastcgi::Response post(const std::string& path, const std::string& body) {
    auto sent = request("POST", path);
    sent.content_type = "application/x-www-form-urlencoded";
    sent.body = body;
    return api->answer(sent);
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(api_pages, Visitor)

BOOST_AUTO_TEST_CASE(looking_at_a_page_only_looks) {
  for (const auto* page : {"/welcome/", "/confirm/", "/reset/"}) {
    const auto answer = get(page + token);
    BOOST_TEST(answer.status == 200);
    BOOST_TEST(holds(answer.body, "<form method=\"post\">"));
  }

  BOOST_TEST(links.looked_at.size() == 3u);
  BOOST_TEST(links.passwords.empty());
  BOOST_TEST(links.confirmed.empty());
}

BOOST_AUTO_TEST_CASE(what_can_be_no_link_is_not_looked_up) {
  for (const auto& wrong :
       {std::string(), token.substr(1), token + "a", std::string(64, 'A')})
    BOOST_TEST(get("/welcome/" + wrong).status == 404);

  BOOST_TEST(links.looked_at.empty());
}

BOOST_AUTO_TEST_CASE(the_database_sees_the_digest_and_a_hash) {
  const auto answer =
      post("/welcome/" + token,
           "password=wobbling+tractor+lemon&repeated=wobbling+tractor+lemon");

  BOOST_TEST(answer.status == 200);
  BOOST_TEST_REQUIRE(links.passwords.size() == 1u);
  const auto& [link, hash] = links.passwords[0];
  BOOST_TEST(link.kind == "set_password");
  BOOST_TEST(link.token_digest.size() == 64u);
  BOOST_TEST(link.token_digest != token);
  BOOST_TEST(hash.starts_with('$'));
  BOOST_TEST(links.looked_at.size() == 1u);
}

BOOST_AUTO_TEST_CASE(nothing_is_hashed_for_who_has_no_link) {
  links.refused = Refused{Refusal::link_used};

  const auto answer =
      post("/reset/" + token,
           "password=wobbling+tractor+lemon&repeated=wobbling+tractor+lemon");

  BOOST_TEST(answer.status == 410);
  BOOST_TEST(metrics->hashes == 0u);
}

BOOST_AUTO_TEST_CASE(a_password_is_judged_by_what_is_known_of_its_owner) {
  links.holder.company_name = "Wobbly Fruits Limited";

  const auto answer =
      post("/welcome/" + token,
           "password=wobblyfruitslimited&repeated=wobblyfruitslimited");

  BOOST_TEST(answer.status == 422);
  BOOST_TEST(holds(answer.body, "names or addresses of this account"));
}

BOOST_AUTO_TEST_CASE(a_confirmation_past_its_time_offers_to_send_another) {
  links.refused = Refused{Refusal::link_expired};
  BOOST_TEST(holds(get("/confirm/" + token).body, "name=\"again\""));
  BOOST_TEST(!holds(get("/welcome/" + token).body, "name=\"again\""));
  BOOST_TEST(holds(get("/welcome/" + token).body, "href=\"/reset\""));
  links.refused = Refused{Refusal::link_used};
  BOOST_TEST(!holds(get("/confirm/" + token).body, "name=\"again\""));
}

BOOST_AUTO_TEST_CASE(a_confirmation_is_sent_anew_by_its_own_button_only) {
  links.refused = Refused{Refusal::link_expired};
  BOOST_TEST(post("/confirm/" + token, "").status == 410);
  BOOST_TEST(post("/welcome/" + token, "again=yes").status == 410);
  BOOST_TEST(links.resent.empty());

  const auto answer = post("/confirm/" + token, "again=yes");

  BOOST_TEST(answer.status == 200);
  BOOST_TEST_REQUIRE(links.resent.size() == 1u);
  BOOST_TEST(links.resent[0].token_digest == links.looked_at[0].token_digest);
}

BOOST_AUTO_TEST_CASE(whoever_asks_for_a_reset_causes_one_statement) {
  const auto known = post("/reset", "name=mike");
  links.refused = Refused{Refusal::link_unknown};
  const auto unknown = post("/reset", "name=nobody");

  BOOST_TEST(known.body == unknown.body);
  BOOST_TEST(links.resets.size() == 2u);
  BOOST_TEST(links.looked_at.empty());
  BOOST_TEST(sign_ups.questions.empty());
}

BOOST_AUTO_TEST_CASE(the_form_of_another_site_asks_for_nothing) {
  auto sent = request("POST", "/reset");
  sent.body = "name=mike";
  sent.host = "app.example.net";
  sent.origin = "https://app.example.net.evil.example.com";
  BOOST_TEST(api->answer(sent).status == 403);
  sent.origin = "https://App.example.net";
  BOOST_TEST(api->answer(sent).status == 200);
  sent.sec_fetch_site = "cross-site";
  BOOST_TEST(api->answer(sent).status == 403);

  BOOST_TEST(links.resets.size() == 1u);
}

BOOST_AUTO_TEST_CASE(an_address_is_asked_for_in_its_normal_form) {
  post("/reset", "name=+Mike@B%C3%BCcher.Example+");
  post("/reset", "name=Mike");

  BOOST_TEST_REQUIRE(links.resets.size() == 2u);
  BOOST_TEST(links.resets[0] == "mike@xn--bcher-kva.example");
  BOOST_TEST(links.resets[1] == "Mike");
}

BOOST_AUTO_TEST_CASE(a_page_looks_like_the_branding_of_its_account) {
  BOOST_TEST(holds(get("/welcome/" + token).body, "Example Mailer"));
  links.holder.branding = "fruit";
  looks["fruit"] = {"Fruit Box", "#0b6b3a", "https://cdn.example.com/f;x.png"};

  const auto answer = get("/welcome/" + token);

  BOOST_TEST(holds(answer.body, "Fruit Box"));
  BOOST_TEST(holds(answer.body, "href=\"/pages.css?colour=0b6b3a\""));
  BOOST_TEST(holds(answer.body, "src=\"https://cdn.example.com/f;x.png\""));
  BOOST_TEST(holds(header_of(answer, "Content-Security-Policy"),
                   "; img-src https://cdn.example.com; "));
}

BOOST_AUTO_TEST_CASE(a_link_that_does_not_work_has_the_look_of_its_mail) {
  links.holder.branding = "fruit";
  looks["fruit"] = {"Fruit Box", "", ""};
  for (const auto refusal : {Refusal::link_used, Refusal::link_expired}) {
    links.refused = Refused{refusal};
    const auto answer = get("/confirm/" + token);
    BOOST_TEST(answer.status == 410);
    BOOST_TEST(holds(answer.body, "Fruit Box"));
    BOOST_TEST(!holds(answer.body, links.holder.email));
  }
  BOOST_TEST(holds(post("/confirm/" + token, "again=yes").body, "Fruit Box"));
}

BOOST_AUTO_TEST_CASE(no_logo_widens_the_policy_by_more_than_its_site) {
  for (const auto* logo :
       {"https://a.example.com;script-src *", "https://a b/l.png",
        "http://a.example.com/l.png", "https://a.example.com, b/l.png"}) {
    looks[""].logo = logo;
    const auto answer = get("/reset");
    BOOST_TEST(!holds(answer.body, "<img"));
    BOOST_TEST(!holds(header_of(answer, "Content-Security-Policy"), "img-src"));
  }
}

BOOST_AUTO_TEST_CASE(the_style_takes_a_colour_and_nothing_else) {
  const auto plain = get("/pages.css").body;
  BOOST_TEST(get("/pages.css", "colour=0b6b3A").body ==
             plain + ":root { --strong: #0b6b3A; --on-strong: #ffffff; }\n");
  for (const auto* query :
       {"colour=", "colour=red", "colour=0b6b3", "colour=0b6b3;", "colour=%",
        "colour=0b6b3a&colour=000000", "color=0b6b3a"})
    BOOST_TEST(get("/pages.css", query).body == plain);
}

BOOST_AUTO_TEST_CASE(pages_are_not_kept_and_their_style_is) {
  BOOST_TEST(header_of(get("/reset"), "Cache-Control") == "no-store");
  BOOST_TEST(header_of(get("/pages.css"), "Cache-Control") ==
             "public, max-age=3600");
}

BOOST_AUTO_TEST_SUITE_END()
