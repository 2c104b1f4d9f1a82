#include "add_account_arguments.h"

#include <cstdint>
#include <utility>

namespace provisor::api {

namespace {

using operations::AccountDetails;
using operations::UserDetails;

template <class Details, class Type>
struct Row {
  const char* name;
  std::optional<Type> Details::*member;
  const char* other_spelling = nullptr;  // that of the document's examples
};

template <class Details>
using TextRow = Row<Details, std::string>;

constexpr TextRow<AccountDetails> account_texts[] = {
    {"company_name", &AccountDetails::company_name},
    {"billing_email", &AccountDetails::billing_email},
    {"referral_code", &AccountDetails::referral_code, "referal_code"},
    {"company_address", &AccountDetails::company_address, "company_adress"},
    {"company_suburb", &AccountDetails::company_suburb},
    {"company_state", &AccountDetails::company_state},
    {"company_country", &AccountDetails::company_country},
    {"company_zip", &AccountDetails::company_zip},
    {"company_industry", &AccountDetails::company_industry},
    {"website", &AccountDetails::website},
    {"branding", &AccountDetails::branding},
    {"virtual_host", &AccountDetails::virtual_host},
    {"packages", &AccountDetails::packages},
    {"sub_packages", &AccountDetails::sub_packages},
    {"account_type", &AccountDetails::account_type},
};
constexpr Row<AccountDetails, std::int64_t> account_integers[] = {
    {"contact_limit", &AccountDetails::contact_limit},
    {"email_send_limit", &AccountDetails::email_send_limit},
    {"sms_send_limit", &AccountDetails::sms_send_limit},
    {"send_cap", &AccountDetails::send_cap},
    {"expiry_time", &AccountDetails::expiry_time},
};
constexpr Row<AccountDetails, bool> account_booleans[] = {
    {"allow_login_to_under", &AccountDetails::allow_login_to_under},
    {"allow_login_from_above", &AccountDetails::allow_login_from_above},
    {"is_trial", &AccountDetails::is_trial},
    {"is_free", &AccountDetails::is_free},
    {"is_security_check_enabled", &AccountDetails::is_security_check_enabled},
};
constexpr TextRow<UserDetails> user_texts[] = {
    {"username", &UserDetails::username},
    {"first_name", &UserDetails::first_name},
    {"last_name", &UserDetails::last_name},
    {"email", &UserDetails::email},
    {"phone", &UserDetails::phone},
    {"mobile", &UserDetails::mobile},
    {"position", &UserDetails::position},
    {"timezone", &UserDetails::timezone},
};
constexpr Row<UserDetails, Secret> user_secrets[] = {
    {"password", &UserDetails::password},
};
constexpr Row<UserDetails, bool> user_booleans[] = {
    {"is_confirmed", &UserDetails::is_confirmed},
};

// What a value says in a type, and how an error names that type.
template <class Type>
struct Reader;
template <>
struct Reader<std::string> {
  static constexpr char expected[] = "A text is expected.";
  static auto read(const wire::Value& value) { return value.text_like(); }
};
template <>
struct Reader<std::int64_t> {
  static constexpr char expected[] = "An integer is expected.";
  static auto read(const wire::Value& value) { return value.integer_like(); }
};
template <>
struct Reader<bool> {
  static constexpr char expected[] = "true or false is expected.";
  static auto read(const wire::Value& value) { return value.boolean_like(); }
};
template <>
struct Reader<Secret> {
  static constexpr char expected[] = "A text is expected.";
  static std::optional<Secret> read(const wire::Value& value) {
    auto text = value.text_like();
    if (!text) return std::nullopt;
    return Secret(std::move(*text));
  }
};

bool is_sent(const wire::Value& value) {
  return !value.is_null() && !(value.string() && value.string()->empty());
}

template <class Type>
std::optional<Refused> read_member(const wire::Members& members,
                                   const char* name,
                                   std::optional<Type>& target) {
  const auto found = members.find(std::string_view(name));
  if (found == members.end() || !is_sent(found->second)) return std::nullopt;
  auto value = Reader<Type>::read(found->second);
  if (!value)
    return Refused{Refusal::parameter_malformed, name, Reader<Type>::expected};
  if (target && !(*target == *value))
    return Refused{Refusal::parameter_conflicting, name};
  target = std::move(value);
  return std::nullopt;
}

template <class Details, class Type, std::size_t n>
std::optional<Refused> read_rows(const wire::Members& members,
                                 const Row<Details, Type> (&rows)[n],
                                 Details& details) {
  for (const auto& row : rows) {
    auto& target = details.*row.member;
    if (auto refused = read_member(members, row.name, target)) return refused;
    if (!row.other_spelling) continue;
    if (auto refused = read_member(members, row.other_spelling, target))
      return refused;
  }
  return std::nullopt;
}

// An argument left out is an empty array.
Outcome<wire::Members> members_of(const std::vector<wire::Value>& arguments,
                                  std::size_t index, const char* name) {
  if (index >= arguments.size() || arguments[index].is_null())
    return wire::Members{};
  const auto* members = arguments[index].object();
  if (members) return *members;
  return Refused{Refusal::parameter_malformed, name, "An object is expected."};
}

std::optional<Refused> read_account(const wire::Members& members,
                                    AccountDetails& account) {
  if (auto refused = read_rows(members, account_texts, account)) return refused;
  if (auto refused = read_rows(members, account_integers, account))
    return refused;
  return read_rows(members, account_booleans, account);
}

std::optional<Refused> read_user(const wire::Members& members,
                                 UserDetails& user) {
  if (auto refused = read_rows(members, user_texts, user)) return refused;
  if (auto refused = read_rows(members, user_secrets, user)) return refused;
  return read_rows(members, user_booleans, user);
}

}  // namespace

Outcome<operations::AddAccount> add_account_of(
    const std::vector<wire::Value>& arguments) {
  const auto account = members_of(arguments, 0, "account_details");
  if (!account) return account.refused();
  const auto user = members_of(arguments, 1, "user_details");
  if (!user) return user.refused();
  operations::AddAccount wish;
  if (auto refused = read_account(*account, wish.account)) return *refused;
  if (auto refused = read_user(*user, wish.user)) return *refused;
  return wish;
}

}  // namespace provisor::api
