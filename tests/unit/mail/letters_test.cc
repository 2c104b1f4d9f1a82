#include "provisor/mail/letters.h"

#include <boost/test/unit_test.hpp>

namespace {

using provisor::Secret;
using provisor::mail::Letter;
using provisor::mail::write_letter;

struct Desk {
  provisor::mail::LetterWish wish{.kind = "welcome",
                                  .data = {{"account_name", "Example Company"},
                                           {"reseller", "Example Reseller"},
                                           {"branding", "default"},
                                           {"virtual_host", "app.example.com"},
                                           {"username", "ann@example.org"},
                                           {"email", "ann@example.org"},
                                           {"first_name", "Ann"},
                                           {"last_name", "Ample"}},
                                  .token = Secret("t0k3n")};
  provisor::mail::LetterDefaults defaults{.product_name = "Product",
                                          .link_host = "www.example.net"};

  Letter letter() const { return *write_letter(wish, defaults); }
  bool says(const std::string& words) const {
    return letter().text.find(words) != std::string::npos;
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(mail_letters)

BOOST_FIXTURE_TEST_CASE(the_welcome_holds_a_link_to_the_virtual_host, Desk) {
  BOOST_TEST(says("\nhttps://app.example.com/welcome/t0k3n\n"));
  BOOST_TEST(says("Hello Ann,\n"));
  BOOST_TEST(says("Your username is ann@example.org."));
}

BOOST_FIXTURE_TEST_CASE(without_a_virtual_host_the_link_has_the_default, Desk) {
  wish.data["virtual_host"] = "";

  BOOST_TEST(says("https://www.example.net/welcome/t0k3n"));
}

BOOST_FIXTURE_TEST_CASE(without_a_first_name_it_greets_all_the_same, Desk) {
  wish.data.erase("first_name");

  BOOST_TEST(letter().text.starts_with("Hello,\n"));
}

BOOST_FIXTURE_TEST_CASE(the_product_is_called_by_the_branding, Desk) {
  wish.data["branding"] = "Other Brand";

  BOOST_TEST(letter().sender_name == "Other Brand");
  BOOST_TEST(letter().subject ==
             "Welcome to Other Brand: please set your password");
}

BOOST_FIXTURE_TEST_CASE(the_default_branding_is_the_products_own_name, Desk) {
  BOOST_TEST(letter().sender_name == "Product");
}

BOOST_FIXTURE_TEST_CASE(the_confirmation_holds_its_own_link, Desk) {
  wish.kind = "confirm_address";

  BOOST_TEST(says("https://app.example.com/confirm/t0k3n"));
}

BOOST_FIXTURE_TEST_CASE(a_new_contact_is_told_under_the_callers_subject, Desk) {
  wish.kind = "new_contact";
  wish.data["subject"] = "New Contact Added";

  BOOST_TEST(letter().subject == "New Contact Added");
  BOOST_TEST(says("E-mail:   ann@example.org\n"));
}

BOOST_FIXTURE_TEST_CASE(a_new_contact_without_a_subject_is_named, Desk) {
  wish.kind = "new_contact";

  BOOST_TEST(letter().subject == "New contact: Ann Ample");
}

BOOST_FIXTURE_TEST_CASE(what_is_not_known_of_a_contact_has_no_line, Desk) {
  wish.kind = "new_contact";

  BOOST_TEST(!says("Phone"));
}

BOOST_FIXTURE_TEST_CASE(the_owner_of_a_contact_is_greeted, Desk) {
  wish.kind = "owner_notification";
  wish.data["owner_name"] = "Olga";

  BOOST_TEST(letter().subject == "Your new contact: Ann Ample");
  BOOST_TEST(says("Hello Olga,\n"));
}

BOOST_FIXTURE_TEST_CASE(a_kind_nobody_knows_has_no_letter, Desk) {
  wish.kind = "horoscope";

  BOOST_TEST(!write_letter(wish, defaults));
}

BOOST_AUTO_TEST_SUITE_END()
