// add_account_tables.h — the members of addAccount by their names.

#pragma once

#include <limits>

#include "provisor/operations/add_account.h"
#include "texts.h"

namespace provisor::operations {

inline constexpr std::int64_t largest_limit =
    std::numeric_limits<std::int32_t>::max();
inline constexpr std::int64_t last_expiry =
    253'402'300'799;  // 9999-12-31T23:59:59Z

inline constexpr TextRow<AccountDetails> account_rows[] = {
    {"company_name", &AccountDetails::company_name, Form::line, true},
    {"billing_email", &AccountDetails::billing_email, Form::email, true},
    {"referral_code", &AccountDetails::referral_code, Form::line, false},
    {"company_address", &AccountDetails::company_address, Form::lines, false,
     500},
    {"company_suburb", &AccountDetails::company_suburb, Form::line, false},
    {"company_state", &AccountDetails::company_state, Form::line, false},
    {"company_country", &AccountDetails::company_country, Form::line, false},
    {"company_zip", &AccountDetails::company_zip, Form::line, false, 40},
    {"company_industry", &AccountDetails::company_industry, Form::line, false},
    {"website", &AccountDetails::website, Form::line, false, 2000},
    {"branding", &AccountDetails::branding, Form::line, false, 100},
    {"virtual_host", &AccountDetails::virtual_host, Form::line, false, 253},
    {"packages", &AccountDetails::packages, Form::line, false, 2000},
    {"sub_packages", &AccountDetails::sub_packages, Form::line, false, 2000},
    {"account_type", &AccountDetails::account_type, Form::line, false, 40},
};

inline constexpr TextRow<UserDetails> user_rows[] = {
    {"username", &UserDetails::username, Form::line, true, 100},
    {"first_name", &UserDetails::first_name, Form::line, true},
    {"last_name", &UserDetails::last_name, Form::line, true},
    {"email", &UserDetails::email, Form::email, true},
    {"phone", &UserDetails::phone, Form::line, true, 100},
    {"mobile", &UserDetails::mobile, Form::line, false, 100},
    {"position", &UserDetails::position, Form::line, false},
    {"timezone", &UserDetails::timezone, Form::line, false, 100},
};

struct IntegerRow {
  const char* name;
  std::optional<std::int64_t> AccountDetails::*member;
  std::int64_t largest;
};
inline constexpr IntegerRow integer_rows[] = {
    {"contact_limit", &AccountDetails::contact_limit, largest_limit},
    {"email_send_limit", &AccountDetails::email_send_limit, largest_limit},
    {"sms_send_limit", &AccountDetails::sms_send_limit, largest_limit},
    {"send_cap", &AccountDetails::send_cap, largest_limit},
    {"expiry_time", &AccountDetails::expiry_time, last_expiry},
};

template <class Details>
struct BooleanRow {
  const char* name;
  std::optional<bool> Details::*member;
};
inline constexpr BooleanRow<AccountDetails> account_booleans[] = {
    {"allow_login_to_under", &AccountDetails::allow_login_to_under},
    {"allow_login_from_above", &AccountDetails::allow_login_from_above},
    {"is_trial", &AccountDetails::is_trial},
    {"is_free", &AccountDetails::is_free},
    {"is_security_check_enabled", &AccountDetails::is_security_check_enabled},
};
inline constexpr BooleanRow<UserDetails> user_booleans[] = {
    {"is_confirmed", &UserDetails::is_confirmed},
};

}  // namespace provisor::operations
