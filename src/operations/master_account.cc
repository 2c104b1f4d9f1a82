// The form API's sign-up: texts in, one statement, ids out.
//
// The phone number is the only value whose meaning depends on the caller: its
// national digits are those of the reseller's country. That country is
// remembered and sent along; the statement refuses to write anything when it
// has become another one, and the number is read again.

#include "provisor/operations/master_account.h"

#include <utility>

#include "attempt.h"
#include "provisor/base/text.h"
#include "provisor/operations/countries.h"
#include "provisor/operations/normalise.h"
#include "texts.h"

namespace provisor::operations {

namespace {

// A country changes between a look-up and the statement once in a blue moon.
constexpr int most_country_changes = 3;

constexpr TextRow<MasterAccount> rows[] = {
    {"email", &MasterAccount::email, Form::email, true},
    {"account_name", &MasterAccount::account_name, Form::line, true},
    {"send_welcome_email", &MasterAccount::send_welcome_email, Form::flag,
     false},
    {"phone", &MasterAccount::phone, Form::line, false, 100},
    {"firstname", &MasterAccount::firstname, Form::line, false},
    {"lastname", &MasterAccount::lastname, Form::line, false},
    {"facebook", &MasterAccount::facebook, Form::line, false, 500},
    {"twitter", &MasterAccount::twitter, Form::line, false, 500},
    {"source", &MasterAccount::source, Form::line, false},
    {"tags", &MasterAccount::tags, Form::line, false, 6000},
    {"notifyToEmail", &MasterAccount::notify_to_email, Form::email, false},
    {"notifyEmailSubject", &MasterAccount::notify_email_subject, Form::line,
     false},
    // Its e-mail form is not asked: an owner who cannot be found is neglected.
    {"contactowner_email", &MasterAccount::contactowner_email, Form::line,
     false, 500},
    {"contactowner_group", &MasterAccount::contactowner_group, Form::line,
     false},
    {"email_notify_owner", &MasterAccount::email_notify_owner, Form::flag,
     false},
};

// The phone number is fingerprinted as typed: its E.164 form depends on the
// country, and a repeated call is no other one because that was changed. (It is
// refused all the same when its number cannot be read in the new country; like
// one whose key was revoked meanwhile, it never gets to its operation row.)
std::string fingerprint_of(const store::MasterAccountWish& wish) {
  return Fingerprint("master_account")
      .add("email", wish.email)
      .add("account_name", wish.account_name)
      .add("send_welcome_email", wish.send_welcome_email)
      .add("phone", wish.phone)
      .add("firstname", wish.first_name)
      .add("lastname", wish.last_name)
      .add("facebook", wish.facebook)
      .add("twitter", wish.twitter)
      .add("source", wish.source)
      .add("tags", wish.tags)
      .add("notifyToEmail", wish.notify_to_email)
      .add("notifyEmailSubject", wish.notify_email_subject)
      .add("contactowner_email", wish.contactowner_email)
      .add("contactowner_group", wish.contactowner_group)
      .add("email_notify_owner", wish.email_notify_owner)
      .hex();
}

// All but the caller, the attempt and the phone number's E.164 form.
Outcome<store::MasterAccountWish> settled(MasterAccount sent) {
  if (auto refused = settle_all(sent, rows)) return *refused;
  store::MasterAccountWish wish;
  wish.email = std::move(*sent.email);
  wish.account_name = std::move(*sent.account_name);
  wish.first_name = std::move(sent.firstname);
  wish.last_name = std::move(sent.lastname);
  wish.facebook = std::move(sent.facebook);
  wish.twitter = std::move(sent.twitter);
  wish.source = std::move(sent.source);
  wish.phone = std::move(sent.phone);
  wish.notify_to_email = std::move(sent.notify_to_email);
  wish.notify_email_subject = std::move(sent.notify_email_subject);
  // An e-mail that was sent overrides the group, whether it names a user or
  // not.
  if (sent.contactowner_email)
    wish.contactowner_email = normal_email(*sent.contactowner_email);
  else
    wish.contactowner_group = std::move(sent.contactowner_group);
  wish.send_welcome_email = sent.send_welcome_email.value_or("1") == "1";
  wish.email_notify_owner = sent.email_notify_owner.value_or("2") == "1";
  if (sent.tags) wish.tags = items_of(*sent.tags);
  if (auto refused = check_tags(wish.tags)) return *refused;
  return wish;
}

Outcome<std::string> present_country(const Context& context,
                                     const store::MasterAccountWish& wish) {
  const auto answer = context.services.sign_ups.check_caller(
      {wish.caller, "", wish.attempt.idempotency_key}, context.deadline);
  if (!answer) return answer.refused();
  context.services.countries.remember(wish.caller.key_digest,
                                      (*answer).country);
  return (*answer).country;
}

// Puts the number and its country into the wish. A number that makes no sense
// in the remembered country may make sense in the present one.
std::optional<Refused> read_phone(const Context& context,
                                  store::MasterAccountWish& wish) {
  auto country = context.services.countries.find(wish.caller.key_digest);
  if (country) wish.phone_e164 = e164_phone(*wish.phone, *country);
  if (!country || !wish.phone_e164) {
    auto present = present_country(context, wish);
    if (!present) return present.refused();
    country = std::move(*present);
    wish.phone_e164 = e164_phone(*wish.phone, *country);
  }
  wish.phone_country = *country;
  if (wish.phone_e164) return std::nullopt;
  return Refused{Refusal::phone_malformed, "phone"};
}

}  // namespace

Outcome<MasterAccountCreated> master_account(const Context& context,
                                             const MasterAccount& sent) {
  auto attempt_key = idempotency_key_of(context);
  if (!attempt_key) return attempt_key.refused();
  auto checked = settled(sent);
  if (!checked) return checked.refused();
  auto& wish = *checked;
  wish.caller = caller_of(context);
  wish.attempt = {std::move(*attempt_key), fingerprint_of(wish)};

  for (int turn = 0; turn < most_country_changes; ++turn) {
    if (wish.phone)
      if (auto refused = read_phone(context, wish)) return *refused;
    auto outcome =
        context.services.sign_ups.master_account(wish, context.deadline);
    if (!outcome) return outcome.refused();
    if (const auto* done = std::get_if<store::MasterAccountDone>(&*outcome))
      return MasterAccountCreated{done->account_id, done->user_id,
                                  done->contact_id,
                                  is_replay(context, done->replayed)};
    context.services.countries.remember(
        wish.caller.key_digest,
        std::get<store::OtherCountry>(*outcome).country);
  }
  return Refusal::unavailable;
}

}  // namespace provisor::operations
