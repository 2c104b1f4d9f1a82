// JSON-RPC's sign-up. The password hash costs some hundred milliseconds of a
// core, so everything that could refuse the call is asked before it: the form
// of the values, the caller, the username. Whoever had to wait for a slot asks
// the database again, for much may have changed meanwhile; a revoked key then
// costs no core. The statement itself has the last word in any case.

#include "provisor/operations/add_account.h"

#include <utility>

#include "add_account_checks.h"
#include "attempt.h"
#include "password_hash.h"

namespace provisor::operations {

// The password is left out. The fingerprint is stored: with the password in it
// one fast hash a guess would find a weak one, past the slow hash beside it.
// So a call repeated with another password is answered as the first one was.
std::string fingerprint_of(const store::AddAccountWish& wish) {
  return Fingerprint("add_account")
      .add("company_name", wish.company_name)
      .add("billing_email", wish.billing_email)
      .add("referral_code", wish.referral_code)
      .add("company_address", wish.company_address)
      .add("company_suburb", wish.company_suburb)
      .add("company_state", wish.company_state)
      .add("company_country", wish.company_country)
      .add("company_zip", wish.company_zip)
      .add("company_industry", wish.company_industry)
      .add("website", wish.website)
      .add("branding", wish.branding)
      .add("virtual_host", wish.virtual_host)
      .add("packages", wish.packages)
      .add("sub_packages", wish.sub_packages)
      .add("contact_limit", wish.contact_limit)
      .add("email_send_limit", wish.email_send_limit)
      .add("sms_send_limit", wish.sms_send_limit)
      .add("send_cap", wish.send_cap)
      .add("expiry_time", wish.expiry_time)
      .add("account_type", wish.account_type)
      .add("allow_login_to_under", wish.allow_login_to_under)
      .add("allow_login_from_above", wish.allow_login_from_above)
      .add("is_trial", wish.is_trial)
      .add("is_free", wish.is_free)
      .add("is_security_check_enabled", wish.is_security_check_enabled)
      .add("username", wish.username)
      .add("first_name", wish.first_name)
      .add("last_name", wish.last_name)
      .add("email", wish.email)
      .add("phone", wish.phone)
      .add("mobile", wish.mobile)
      .add("position", wish.position)
      .add("timezone", wish.timezone)
      .add("is_confirmed", wish.is_confirmed)
      .hex();
}

namespace {

std::optional<Refused> ask_about_caller(const Context& context,
                                        const store::AddAccountWish& wish) {
  const auto answer = context.services.sign_ups.check_caller(
      {wish.caller, wish.username, wish.attempt.idempotency_key},
      context.deadline);
  if (!answer) return answer.refused();
  return std::nullopt;
}

Outcome<Secret> acceptable(const Context& context, const Secret& password,
                           const store::AddAccountWish& wish) {
  return acceptable_password(
      password,
      {wish.username, wish.first_name, wish.last_name, wish.email,
       wish.company_name, wish.branding.value_or("")},
      context.services.password_policy);
}

}  // namespace

Outcome<AccountAdded> add_account(const Context& context,
                                  const AddAccount& sent) {
  auto attempt_key = idempotency_key_of(context);
  if (!attempt_key) return attempt_key.refused();
  auto checked = checked_wish(sent);
  if (!checked) return checked.refused();
  auto& wish = *checked;
  wish.caller = caller_of(context);
  wish.attempt = {std::move(*attempt_key), fingerprint_of(wish)};

  if (auto refused = ask_about_caller(context, wish)) return *refused;
  const auto password = acceptable(context, *sent.user.password, wish);
  if (!password) return password.refused();
  auto hash = hashed(context.services, *password, context.deadline,
                     [&] { return ask_about_caller(context, wish); });
  if (!hash) return hash.refused();
  wish.password_hash = std::move(*hash);
  const auto outcome =
      context.services.sign_ups.add_account(wish, context.deadline);
  if (!outcome) return outcome.refused();
  const auto& done = *outcome;
  return AccountAdded{done.account_id, done.user_id,
                      is_replay(context, done.replayed)};
}

}  // namespace provisor::operations
