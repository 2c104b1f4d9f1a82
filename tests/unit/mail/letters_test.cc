#include "provisor/mail/letters.h"

#include <stdlib.h>

#include <boost/test/unit_test.hpp>
#include <fstream>

namespace {

namespace fs = std::filesystem;
using provisor::Secret;
using provisor::mail::Letter;
using provisor::mail::TemplateError;
using provisor::mail::write_letter;

struct Desk {
  Desk() {
    std::string pattern = (fs::temp_directory_path() / "desk-XXXXXX").string();
    own = mkdtemp(pattern.data());
  }
  ~Desk() { fs::remove_all(own); }

  provisor::mail::LetterWish wish{.kind = "welcome",
                                  .data = {{"account_name", "Example Company"},
                                           {"reseller", "Example Reseller"},
                                           {"virtual_host", "app.example.com"},
                                           {"username", "ann@example.org"},
                                           {"email", "ann@example.org"},
                                           {"first_name", "Ann"},
                                           {"last_name", "Ample"}},
                                  .token = Secret("t0k3n"),
                                  .link_left = std::chrono::days(7)};
  provisor::mail::Branding branding{
      .product_name = "Product", .logo = {}, .link_host = "www.example.net"};
  fs::path own;  // the operator's templates

  Letter letter() const { return write_letter(wish, branding, {own, "mail"}); }
  bool says(const std::string& words) const {
    return letter().text.find(words) != std::string::npos;
  }
  bool shows(const std::string& words) const {
    return letter().html.find(words) != std::string::npos;
  }
  void override_with(const std::string& file, const std::string& content) {
    std::ofstream(own / file) << content;
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(mail_letters)

BOOST_FIXTURE_TEST_CASE(the_welcome_holds_a_link_to_the_virtual_host, Desk) {
  BOOST_TEST(says("\nhttps://app.example.com/welcome/t0k3n\n"));
  BOOST_TEST(shows("href=\"https:&#x2F;") == false);
  BOOST_TEST(shows("https://app.example.com/welcome/t0k3n"));
  BOOST_TEST(says("Hello Ann,\n"));
  BOOST_TEST(says("once, within 7 days. Your username is ann@example.org."));
}

BOOST_FIXTURE_TEST_CASE(says_how_long_the_link_still_works, Desk) {
  using namespace std::chrono_literals;
  const std::pair<std::chrono::seconds, const char*> told[] = {
      {7 * 24h - 1s, "7 days"},
      {7 * 24h - 2h, "6 days"},
      {24h, "1 day"},
      {30h, "30 hours"},
      {1h - 2s, "1 hour"},
      {90min, "90 minutes"},
      {40min - 3s, "40 minutes"},
      {1s, "1 minute"}};
  for (const auto& [left, words] : told) {
    wish.link_left = left;
    BOOST_TEST(says(std::string("once, within ") + words + "."), words);
  }
}

BOOST_FIXTURE_TEST_CASE(a_link_that_has_ended_is_not_promised_to_work, Desk) {
  wish.link_left = std::chrono::seconds(0);

  BOOST_TEST(says("The link has ended by now; its page helps"));
  BOOST_TEST(!says("within"));
  wish.kind = "password_reset";
  BOOST_CHECK_THROW(letter(), provisor::mail::LinkEnded);
}

BOOST_FIXTURE_TEST_CASE(without_a_virtual_host_the_link_has_the_default, Desk) {
  wish.data["virtual_host"] = "";

  BOOST_TEST(says("https://www.example.net/welcome/t0k3n"));
}

BOOST_FIXTURE_TEST_CASE(without_a_first_name_it_greets_all_the_same, Desk) {
  wish.data.erase("first_name");

  BOOST_TEST(letter().text.starts_with("Hello,\n"));
}

BOOST_FIXTURE_TEST_CASE(every_kind_has_a_letter, Desk) {
  for (const auto& kind : provisor::mail::letter_kinds) {
    wish.kind = kind.name;
    const Letter written = letter();
    BOOST_TEST(!written.subject.empty());
    BOOST_TEST(written.text.find("{{") == std::string::npos);
    BOOST_TEST(written.html.find("{{") == std::string::npos);
    BOOST_TEST(written.html.find("</html>") != std::string::npos);
  }
}

BOOST_FIXTURE_TEST_CASE(each_link_leads_to_its_page, Desk) {
  wish.kind = "confirm_address";
  BOOST_TEST(says("https://app.example.com/confirm/t0k3n"));
  wish.kind = "password_reset";
  BOOST_TEST(says("https://app.example.com/reset/t0k3n"));
}

BOOST_FIXTURE_TEST_CASE(the_button_can_be_read_in_any_colour, Desk) {
  branding.colour = "#1f5fa8";
  BOOST_TEST(shows("color:#ffffff;text-decoration:none"));

  branding.colour = "#FFD24d";
  BOOST_TEST(shows("color:#1c2733;text-decoration:none"));
}

BOOST_FIXTURE_TEST_CASE(values_are_escaped_in_html_only, Desk) {
  wish.data["account_name"] = "<b>\"A\" & B</b>";

  BOOST_TEST(shows("&lt;b&gt;&quot;A&quot; &amp; B&lt;/b&gt;"));
  BOOST_TEST(!shows("<b>\"A"));
  BOOST_TEST(says("<b>\"A\" & B</b>"));
}

BOOST_FIXTURE_TEST_CASE(a_value_is_no_template, Desk) {
  wish.data["first_name"] = "{{link}}";

  BOOST_TEST(says("Hello {{link}},"));
}

BOOST_FIXTURE_TEST_CASE(a_value_stays_in_its_line, Desk) {
  wish.data["first_name"] = "Ann,\n\nsend money";
  wish.data["subject"] = "Hi\r\nBcc: all@example.com";

  BOOST_TEST(says("Hello Ann,  send money,\n"));
  wish.kind = "new_contact";
  BOOST_TEST(letter().subject == "Hi  Bcc: all@example.com");
}

BOOST_FIXTURE_TEST_CASE(a_new_contact_is_told_under_the_callers_subject, Desk) {
  wish.kind = "new_contact";
  BOOST_TEST(letter().subject == "New contact: Ann Ample");

  wish.data["subject"] = "New Contact Added";

  BOOST_TEST(letter().subject == "New Contact Added");
  BOOST_TEST(says("\nE-mail: ann@example.org\n"));
  BOOST_TEST(!says("Phone"));
}

BOOST_FIXTURE_TEST_CASE(the_owner_of_a_contact_is_greeted, Desk) {
  wish.kind = "owner_notification";
  wish.data["owner_name"] = "Olga";

  BOOST_TEST(letter().subject == "Your new contact: Ann Ample");
  BOOST_TEST(says("Hello Olga,\n"));
}

BOOST_FIXTURE_TEST_CASE(a_kind_nobody_knows_has_no_letter, Desk) {
  wish.kind = "../../etc/passwd";

  BOOST_CHECK_THROW(letter(), TemplateError);
}

BOOST_FIXTURE_TEST_CASE(the_operators_template_comes_first, Desk) {
  override_with("welcome.txt", "Subject: Hi {{first_name}}\n\nCome {{link}}\n");
  override_with("layout.html", "<p>{{{content}}}</p></html>");

  BOOST_TEST(letter().subject == "Hi Ann");
  BOOST_TEST(letter().text == "Come https://app.example.com/welcome/t0k3n\n");
  BOOST_TEST(letter().html.starts_with("<p>"));
}

BOOST_FIXTURE_TEST_CASE(a_broken_template_is_named, Desk) {
  override_with("welcome.html", "{{#open}}");

  BOOST_CHECK_EXCEPTION(letter(), TemplateError, [](const auto& error) {
    return std::string(error.what()).starts_with("welcome.html: ");
  });
}

BOOST_FIXTURE_TEST_CASE(a_template_without_a_subject_is_broken, Desk) {
  for (const char* text : {"", "Hello", "Subject: \nx", "Subject: a\nb\n\nc"}) {
    override_with("welcome.txt", text);
    BOOST_CHECK_THROW(letter(), TemplateError);
  }
}

BOOST_FIXTURE_TEST_CASE(a_template_in_another_encoding_is_named, Desk) {
  override_with("welcome.html", "<p>caf\xe9</p>");

  BOOST_CHECK_EXCEPTION(letter(), TemplateError, [](const auto& error) {
    return std::string(error.what()) == "welcome.html: is not in UTF-8";
  });
}

BOOST_FIXTURE_TEST_CASE(a_template_may_have_the_line_ends_of_windows, Desk) {
  override_with("welcome.txt", "Subject: Hi\r\n\r\nCome.\r\nSoon.\r\n");

  BOOST_TEST(letter().subject == "Hi");
  BOOST_TEST(letter().text == "Come.\nSoon.\n");
}

BOOST_FIXTURE_TEST_CASE(a_template_that_includes_itself_is_broken, Desk) {
  override_with("button.html", "{{> button}}");

  BOOST_CHECK_THROW(letter(), TemplateError);
}

BOOST_FIXTURE_TEST_CASE(an_override_that_cannot_be_read_is_not_passed_over,
                        Desk) {
  fs::create_directory(own / "welcome.html");

  BOOST_CHECK_EXCEPTION(letter(), TemplateError, [](const auto& error) {
    return std::string(error.what()).ends_with("welcome.html: cannot be read");
  });
}

BOOST_AUTO_TEST_SUITE_END()
