#include "provisor/operations/import.h"

#include <algorithm>

#include <boost/test/unit_test.hpp>

namespace provisor::operations {
namespace {

Outcome<store::ContactWish> contact(const ImportRow& row) {
  return contact_of(row, "AU");
}

const ImportRow owner = {
    {"company_name", "Example"}, {"billing_email", "Billing@Example.com"},
    {"username", "john"},        {"first_name", "John"},
    {"last_name", "Doe"},        {"email", "john@example.com"},
    {"phone", "(07) 3257 3906"}};

ImportRow with(ImportRow row, std::string_view column,
               const std::string& value) {
  std::erase_if(row, [&](const auto& pair) { return pair.first == column; });
  row.emplace_back(column, value);
  return row;
}

template <class Wish>
bool is_refused(const Outcome<Wish>& wish, Refusal refusal,
                const std::string& field) {
  return !wish && wish.refusal() == refusal && wish.refused().field == field;
}

BOOST_AUTO_TEST_SUITE(import)

BOOST_AUTO_TEST_CASE(a_contact_is_normalised_like_that_of_a_call) {
  const auto wish = contact({{"email", " Ann@Example.ORG "},
                             {"phone", "(07) 3257 3906"},
                             {"tags", "a, b,,A"},
                             {"first_name", ""},
                             {"owner_email", "Bob@Example.com"},
                             {"owner_group", "sales"},
                             {"id", "4711"}});

  BOOST_TEST_REQUIRE(!!wish);
  BOOST_TEST(wish->email == "ann@example.org");
  BOOST_TEST(wish->phone_e164.value() == "+61732573906");
  BOOST_TEST(wish->phone_country == "AU");
  BOOST_TEST(wish->tags == std::vector<std::string>({"a", "b"}),
             boost::test_tools::per_element());
  BOOST_TEST(!wish->first_name);
  BOOST_TEST(wish->owner_email.value() == "bob@example.com");
  BOOST_TEST(!wish->owner_group);
}

BOOST_AUTO_TEST_CASE(what_is_wrong_with_a_contact_names_its_column) {
  using R = Refusal;
  const auto of = [](std::string_view column, const std::string& value) {
    return contact(with({{"email", "a@example.com"}}, column, value));
  };
  BOOST_TEST(is_refused(of("email", ""), R::parameter_missing, "email"));
  BOOST_TEST(is_refused(of("email", "a@b@c"), R::email_malformed, "email"));
  BOOST_TEST(is_refused(of("phone", "none"), R::phone_malformed, "phone"));
  BOOST_TEST(
      is_refused(of("source", "a\nb"), R::parameter_malformed, "source"));
  BOOST_TEST(is_refused(of("tags", std::string(101, 'x')),
                        R::parameter_malformed, "tags"));
  BOOST_TEST(
      is_refused(of("last_name", "\xff"), R::encoding_malformed, "last_name"));
  BOOST_TEST(is_refused(of("twitter", std::string("a\0b", 3)),
                        R::encoding_malformed, "twitter"));
  BOOST_TEST(is_refused(of("row_key", "a b"), R::idempotency_key_malformed,
                        "row_key"));
  BOOST_TEST(is_refused(of("row_key", std::string(201, 'k')),
                        R::idempotency_key_malformed, "row_key"));
}

BOOST_AUTO_TEST_CASE(a_row_is_known_by_its_key_or_else_by_its_values) {
  const auto attempt = [](const ImportRow& row) {
    return contact(row).value().attempt;
  };
  const auto first = attempt({{"email", "a@example.com"}});
  const auto same = attempt({{"phone", ""}, {"email", "A@EXAMPLE.com"}});
  const auto other = attempt({{"email", "b@example.com"}});
  const auto named = attempt({{"email", "a@example.com"}, {"row_key", "7"}});

  BOOST_TEST(first.idempotency_key == "import:" + first.fingerprint);
  BOOST_TEST(same.idempotency_key == first.idempotency_key);
  BOOST_TEST(other.idempotency_key != first.idempotency_key);
  BOOST_TEST(named.idempotency_key == "import:7");
  BOOST_TEST(named.fingerprint == first.fingerprint);
}

BOOST_AUTO_TEST_CASE(an_account_has_an_owner_without_a_password) {
  const auto wish = account_of(
      with(with(with(owner, "is_trial", "TRUE"), "contact_limit", "10"),
           "account_type", "2"));

  BOOST_TEST_REQUIRE(!!wish);
  BOOST_TEST(wish->billing_email == "billing@example.com");
  BOOST_TEST(wish->account_type == "reseller");
  BOOST_TEST(wish->is_trial.value());
  BOOST_TEST(wish->contact_limit.value() == 10);
  BOOST_TEST(!wish->send_cap);
  BOOST_TEST(wish->password_hash == "");
  BOOST_TEST(wish->send_welcome_email);
  BOOST_TEST(wish->attempt.idempotency_key.starts_with("import:"));
}

BOOST_AUTO_TEST_CASE(an_invitation_can_be_left_out) {
  BOOST_TEST(!account_of(with(owner, "send_welcome_email", "false"))
                  ->send_welcome_email);
}

BOOST_AUTO_TEST_CASE(what_is_wrong_with_an_account_names_its_column) {
  using R = Refusal;
  const auto of = [](std::string_view column, const std::string& value) {
    return account_of(with(owner, column, value));
  };
  BOOST_TEST(is_refused(of("username", ""), R::parameter_missing, "username"));
  BOOST_TEST(is_refused(of("billing_email", "x"), R::email_malformed,
                        "billing_email"));
  BOOST_TEST(is_refused(of("contact_limit", "many"), R::parameter_malformed,
                        "contact_limit"));
  BOOST_TEST(is_refused(of("contact_limit", "-1"), R::parameter_malformed,
                        "contact_limit"));
  BOOST_TEST(is_refused(of("is_free", "2"), R::parameter_malformed, "is_free"));
  BOOST_TEST(is_refused(of("send_welcome_email", "?"), R::parameter_malformed,
                        "send_welcome_email"));
  BOOST_TEST(is_refused(of("timezone", "Mars/Olympus"), R::parameter_malformed,
                        "timezone"));
}

BOOST_AUTO_TEST_CASE(no_column_holds_a_password) {
  for (const auto& columns : {contact_columns(), account_columns()}) {
    BOOST_TEST(std::ranges::count(columns, "row_key") == 1);
    BOOST_TEST(std::ranges::count(columns, "email") == 1);
    BOOST_TEST(std::ranges::count(columns, "password") == 0);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace provisor::operations
