#include "provisor/operations/links.h"

#include <algorithm>
#include <optional>

#include "provisor/auth/digest.h"
#include "provisor/base/text.h"
#include "provisor/operations/normalise.h"
#include "password_hash.h"
#include "unicode_text.h"

namespace provisor::operations {

namespace {

constexpr std::size_t token_characters = 64;
constexpr std::size_t most_name_characters = 254;

const char* name_of(LinkKind kind) {
  switch (kind) {
    case LinkKind::set_password:
      return "set_password";
    case LinkKind::confirm_address:
      return "confirm_address";
    case LinkKind::reset_password:
      return "reset_password";
  }
  return "";
}

// As the SQL function new_secret() makes them.
bool is_token(std::string_view text) {
  return text.size() == token_characters &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

store::LinkDigest digest_of(const Link& link) {
  return {name_of(link.kind), auth::sha256_hex(link.token.reveal())};
}

// Of many who follow one link at a time, those who had to wait for a slot find
// it used, and cost no hash.
std::optional<Refused> ask_about_link(Services& services, const Link& link,
                                      Deadline deadline) {
  const auto look = look_at_link(services, link, deadline);
  if (!look) return look.refused();
  return look->refused;
}

Outcome<Secret> acceptable(const Services& services,
                           const ChosenPassword& chosen) {
  const auto& holder = chosen.holder;
  if (chosen.password.empty())
    return Refused{Refusal::parameter_missing, "password"};
  auto password = acceptable_password(
      chosen.password,
      {holder.username, holder.email, holder.first_name, holder.last_name,
       holder.company_name, holder.branding},
      services.password_policy);
  if (password && !(chosen.password == chosen.repeated))
    return Refused{Refusal::parameter_conflicting, "repeated"};
  return password;
}

}  // namespace

Outcome<store::LinkLook> look_at_link(Services& services, const Link& link,
                                      Deadline deadline) {
  if (!is_token(link.token.reveal()))
    return store::LinkLook{{}, Refused{Refusal::link_unknown}};
  return services.links.look_at_link(digest_of(link), deadline);
}

Outcome<store::LinkSpent> set_password(Services& services, const Link& link,
                                       const ChosenPassword& chosen,
                                       Deadline deadline) {
  const auto password = acceptable(services, chosen);
  if (!password) return password.refused();
  const auto hash = hashed(services, *password, deadline, [&] {
    return ask_about_link(services, link, deadline);
  });
  if (!hash) return hash.refused();
  return services.links.set_password(digest_of(link), *hash, deadline);
}

Outcome<store::LinkSpent> confirm_address(Services& services, const Link& link,
                                          Deadline deadline) {
  if (!is_token(link.token.reveal())) return Refusal::link_unknown;
  return services.links.confirm_address(digest_of(link), deadline);
}

Outcome<store::ConfirmationResent> resend_confirmation(Services& services,
                                                       const Link& link,
                                                       Deadline deadline) {
  if (!is_token(link.token.reveal())) return Refusal::link_unknown;
  return services.links.resend_confirmation(digest_of(link), deadline);
}

Outcome<store::ResetAsked> ask_reset(Services& services, std::string_view typed,
                                     Deadline deadline) {
  const auto name = trimmed(typed);
  if (name.empty()) return Refused{Refusal::parameter_missing, "name"};
  if (code_points(name) > most_name_characters || has_control(name, false))
    return Refused{Refusal::parameter_malformed, "name"};
  const auto email = normal_email(name);
  return services.links.ask_reset(email ? *email : nfc(name), deadline);
}

}  // namespace provisor::operations
