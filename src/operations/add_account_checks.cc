#include "add_account_checks.h"

#include <algorithm>
#include <utility>

#include "add_account_tables.h"
#include "provisor/base/text.h"
#include "provisor/operations/normalise.h"
#include "timezones.h"
#include "website.h"

namespace provisor::operations {

namespace {

constexpr std::size_t most_package_characters = 100;
constexpr std::size_t fewest_phone_digits = 3;

// The examples send numbers where the tables say words.
constexpr std::pair<std::string_view, std::string_view> account_types[] = {
    {"1", "single"}, {"2", "reseller"}, {"3", "partner"}, {"4", "corporate"}};

using MaybeRefused = std::optional<Refused>;

Refused malformed(const char* field, std::string detail) {
  return {Refusal::parameter_malformed, field, std::move(detail)};
}

MaybeRefused check_integers(const AccountDetails& account) {
  for (const auto& row : integer_rows) {
    const auto& value = account.*row.member;
    if (value && (*value < 0 || *value > row.largest))
      return malformed(row.name, "An integer from 0 to " +
                                     std::to_string(row.largest) +
                                     " is expected.");
  }
  return std::nullopt;
}

MaybeRefused settle_account_type(AccountDetails& account) {
  if (!account.account_type) return std::nullopt;
  const auto sent = lower_ascii(*account.account_type);
  for (const auto& [number, word] : account_types)
    if (sent == number || sent == word) {
      account.account_type = word;
      return std::nullopt;
    }
  return malformed("account_type",
                   "Send single, reseller, partner or corporate.");
}

bool is_package(const std::string& name) {
  return name.size() <= most_package_characters &&
         std::all_of(name.begin(), name.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                  (c >= '0' && c <= '9') || c == '_' || c == '-';
         });
}

MaybeRefused settle_packages(const char* name,
                             std::optional<std::string>& sent) {
  if (!sent) return std::nullopt;
  sent = normal_packages(*sent);
  if (!sent)
    return malformed(name,
                     "Names of letters, digits, '-' and '_' are expected, "
                     "with commas between them.");
  if (sent->empty()) sent.reset();
  return std::nullopt;
}

MaybeRefused settle_addresses(AccountDetails& account) {
  if (account.website && !is_website(*account.website))
    return malformed("website",
                     "An http or https address with a host name is "
                     "expected: no user name, no IP address.");
  if (!account.virtual_host) return std::nullopt;
  account.virtual_host = normal_host(*account.virtual_host);
  if (!account.virtual_host)
    return malformed("virtual_host", "A host name is expected.");
  return std::nullopt;
}

MaybeRefused settle_account(AccountDetails& account) {
  if (auto refused = settle_all(account, account_rows)) return refused;
  if (auto refused = settle_addresses(account)) return refused;
  if (auto refused = settle_packages("packages", account.packages))
    return refused;
  if (auto refused = settle_packages("sub_packages", account.sub_packages))
    return refused;
  if (auto refused = settle_account_type(account)) return refused;
  return check_integers(account);
}

// The number is only stored here, never matched, so it need not be readable in
// a country. Words such as "none" are still no phone number.
MaybeRefused check_phone(const char* name,
                         const std::optional<std::string>& typed) {
  if (!typed) return std::nullopt;
  constexpr std::string_view marks = "+-().,/#* x";
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  const auto digits = std::count_if(typed->begin(), typed->end(), is_digit);
  const bool clean = std::all_of(typed->begin(), typed->end(), [&](char c) {
    return is_digit(c) || marks.find(c) != marks.npos;
  });
  if (clean && static_cast<std::size_t>(digits) >= fewest_phone_digits)
    return std::nullopt;
  return Refused{Refusal::phone_malformed, name};
}

MaybeRefused settle_user(UserDetails& user, bool has_password) {
  if (auto refused = settle_all(user, user_rows)) return refused;
  user.username = normal_username(*user.username);
  if (!user.username)
    return malformed("username",
                     "At most 100 visible characters without a "
                     "space are allowed.");
  // What it may be is checked last: see password_policy.h.
  if (has_password && (!user.password || user.password->empty()))
    return Refused{Refusal::parameter_missing, "password"};
  if (auto refused = check_phone("phone", user.phone)) return refused;
  if (auto refused = check_phone("mobile", user.mobile)) return refused;
  if (user.timezone && !is_timezone(*user.timezone))
    return malformed("timezone",
                     "A name of the tz database is expected, such as "
                     "Australia/Brisbane; see getTimezoneList.");
  return std::nullopt;
}

// The mandatory ones are there: settle_account has seen to it.
void fill_account(store::AddAccountWish& wish, AccountDetails&& account) {
  wish.company_name = std::move(account.company_name.value());
  wish.billing_email = std::move(account.billing_email.value());
  wish.referral_code = std::move(account.referral_code);
  wish.company_address = std::move(account.company_address);
  wish.company_suburb = std::move(account.company_suburb);
  wish.company_state = std::move(account.company_state);
  if (account.company_country)
    wish.country_code = country_code(*account.company_country);
  wish.company_country = std::move(account.company_country);
  wish.company_zip = std::move(account.company_zip);
  wish.company_industry = std::move(account.company_industry);
  wish.website = std::move(account.website);
  wish.branding = std::move(account.branding);
  wish.virtual_host = std::move(account.virtual_host);
  wish.packages = std::move(account.packages);
  wish.sub_packages = std::move(account.sub_packages);
  wish.contact_limit = account.contact_limit;
  wish.email_send_limit = account.email_send_limit;
  wish.sms_send_limit = account.sms_send_limit;
  wish.send_cap = account.send_cap;
  wish.expiry_time = account.expiry_time;
  if (account.account_type) wish.account_type = *account.account_type;
  wish.allow_login_to_under = account.allow_login_to_under;
  wish.allow_login_from_above = account.allow_login_from_above;
  wish.is_trial = account.is_trial;
  wish.is_free = account.is_free;
  wish.is_security_check_enabled = account.is_security_check_enabled;
}

void fill_user(store::AddAccountWish& wish, UserDetails&& user) {
  wish.username = std::move(user.username.value());
  wish.first_name = std::move(user.first_name.value());
  wish.last_name = std::move(user.last_name.value());
  wish.email = std::move(user.email.value());
  wish.phone = std::move(user.phone.value());
  wish.mobile = std::move(user.mobile);
  wish.position = std::move(user.position);
  wish.timezone = std::move(user.timezone);
  wish.is_confirmed = user.is_confirmed.value_or(false);
}

}  // namespace

std::optional<std::string> normal_packages(std::string_view typed) {
  std::string list;
  for (const auto& item : items_of(typed)) {
    if (!is_package(item)) return std::nullopt;
    if (!list.empty()) list += ',';
    list += item;
  }
  return list;
}

Outcome<store::AddAccountWish> checked_wish(const AddAccount& sent,
                                            bool has_password) {
  AddAccount settled = sent;
  if (auto refused = settle_account(settled.account)) return *refused;
  if (auto refused = settle_user(settled.user, has_password)) return *refused;
  store::AddAccountWish wish;
  fill_account(wish, std::move(settled.account));
  fill_user(wish, std::move(settled.user));
  return wish;
}

}  // namespace provisor::operations
