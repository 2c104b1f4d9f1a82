#include "provisor/base/refusal.h"

#include <algorithm>
#include <array>

namespace provisor {
namespace {

// In the order of the enumeration, so that a refusal is its row's index.
//
// The form API answers 200 wherever its caller can act upon the text: clients
// in the field drop the body of any other status. Every JSON-RPC answer is 200.
constexpr auto table = std::to_array<RefusalTraits>({
    // The request as a whole.
    {"not_found", -32600, 0, 404, "Invalid Request",
     "There is nothing at this address."},
    {"method_not_allowed", -32600, 0, 405, "Invalid Request",
     "This HTTP method is not allowed here."},
    {"body_too_large", -32600, 0, 413, "Invalid Request",
     "The body of the request is too large."},
    {"body_empty", 106, -32600, 200, "Empty Body", "The request has no body."},
    {"content_type_unsupported", -32600, 0, 415, "Invalid Request",
     "This content type is not supported."},
    {"encoding_malformed", -32700, 0, 200, "Parse Error",
     "The text '%' must be valid UTF-8 without NUL characters."},
    {"json_malformed", -32700, 0, 200, "Parse Error",
     "The body is not well-formed JSON."},
    {"json_too_deep", -32700, 0, 200, "Parse Error",
     "The JSON of the body is nested too deeply."},
    {"too_many_parameters", 310, 0, 200, "Malformed Information",
     "The request has too many parameters."},
    {"too_many_calls", -32600, 0, 200, "Invalid Request",
     "The batch holds too many calls."},
    {"request_malformed", -32600, 0, 200, "Invalid Request",
     "The request is not well-formed."},
    {"method_name_malformed", 107, -32600, 200, "Malformed Method Name",
     "The method's name must be a text."},
    {"method_not_found", 104, -32601, 200, "Method Not Found",
     "There is no method of this name."},
    {"arguments_malformed", 310, -32602, 200, "Malformed Information",
     "The method's arguments are not of the documented number and types."},
    // Who calls.
    {"key_missing", 301, 0, 200, "Server Error",
     "Authorisation Failed - Please provide an API key"},
    {"key_invalid", 300, 0, 200, "Invalid Login", "The API key is not valid."},
    {"account_expired", 300, 0, 200, "Invalid Login",
     "The account of this API key has expired."},
    {"account_deactivated", 300, 0, 200, "Invalid Login",
     "The account of this API key is deactivated."},
    {"account_deleted", 300, 0, 200, "Invalid Login",
     "The account of this API key is closed."},
    {"not_a_reseller", 321, 0, 200, "Administrative Access Denied",
     "The account of this API key may not create accounts."},
    {"trial_account", 329, 0, 200, "Trial Account",
     "A trial account may create trial accounts only."},
    // What is wished for.
    {"parameter_missing", 310, 0, 200, "Missing Mandatory Information",
     "The parameter '%' is required."},
    {"parameter_malformed", 310, 0, 200, "Malformed Information",
     "The parameter '%' is not valid."},
    {"parameter_conflicting", 310, 0, 200, "Malformed Information",
     "The parameter '%' was sent more than once with different values."},
    {"email_malformed", 317, 0, 200, "Invalid Email Address Specified",
     "The parameter '%' must be a valid e-mail address."},
    {"phone_malformed", 310, 0, 200, "Malformed Information",
     "The parameter '%' must be a valid phone number."},
    {"email_taken", 322, 0, 200, "Email Address Unavailable",
     "The e-mail address in the parameter '%' is already registered."},
    {"username_taken", 322, 0, 200, "Username Unavailable",
     "The username in the parameter '%' is already taken."},
    {"password_too_weak", 310, 0, 200, "Malformed Information",
     "The password in the parameter '%' is too weak."},
    {"contact_limit_reached", 302, 0, 200, "Undefined Method Error",
     "The account of this API key has reached its limit of contacts."},
    {"idempotency_key_malformed", 310, 0, 200, "Malformed Information",
     "The header 'Idempotency-Key' must hold 1 to 255 visible ASCII "
     "characters."},
    {"idempotency_mismatch", 310, 0, 200, "Malformed Information",
     "This 'Idempotency-Key' was already used for a different call."},
    // What a page behind a link answers.
    {"link_unknown", 328, 0, 404, "Unknown Link",
     "This address is not complete, or its link does not work any more."},
    {"link_used", 328, 0, 410, "Unknown Link",
     "This link was used already, or a younger one was."},
    {"link_expired", 328, 0, 410, "Unknown Link",
     "This link has reached its end."},
    {"form_foreign", -32600, 0, 403, "Invalid Request",
     "This form was sent from another site. Please open the page and send it "
     "again."},
    // What the operator's command speaks of.
    {"account_unknown", 328, 0, 200, "Unknown Account",
     "There is no such account."},
    {"account_gone", 328, 0, 200, "Unknown Account",
     "This account is deleted, and nothing brings it back."},
    {"not_a_trial", 328, 0, 200, "No Trial",
     "This account is no trial, or not active."},
    {"user_unknown", 328, 0, 200, "Unknown User", "There is no such user."},
    {"group_unknown", 328, 0, 200, "Unknown Group",
     "There is no such user group."},
    {"key_unknown", 328, 0, 200, "Unknown Key", "There is no such API key."},
    {"key_taken", 322, 0, 200, "Key Unavailable",
     "This API key is there already."},
    {"key_unrotatable", 322, 0, 200, "Key Unavailable",
     "This API key cannot be rotated."},
    {"name_taken", 322, 0, 200, "Name Unavailable",
     "The name '%' is already taken."},
    {"mail_unknown", 328, 0, 200, "Unknown Mail", "There is no such mail."},
    {"mail_unchangeable", 328, 0, 200, "Unchangeable Mail",
     "This mail is being sent, or was sent or cancelled already."},
    // The state of this server.
    {"busy", 399, 0, 503, "Too Many Concurrent Requests",
     "The server is busy. Please try again in a moment."},
    {"unavailable", 302, 0, 503, "Undefined Method Error",
     "The service could not finish the call now, and it may or may not have "
     "taken effect. Please repeat it with the same 'Idempotency-Key'."},
    {"internal_error", 100, -32603, 500, "Internal Error",
     "Something went wrong in the server. The error has been recorded."},
});
static_assert(table.size() == refusal_count);
static_assert(table[static_cast<std::size_t>(Refusal::key_missing)].symbol ==
              "key_missing");
static_assert(table[static_cast<std::size_t>(Refusal::parameter_missing)]
                  .symbol == "parameter_missing");

}  // namespace

const RefusalTraits& traits_of(Refusal refusal) {
  return table[static_cast<std::size_t>(refusal)];
}

std::optional<Refusal> refusal_named(std::string_view symbol) {
  const auto row = std::ranges::find(table, symbol, &RefusalTraits::symbol);
  if (row == table.end()) return std::nullopt;
  return static_cast<Refusal>(row - table.begin());
}

std::string sentence_of(const Refused& refused) {
  // Without a name the text speaks of "the parameter" alone.
  static constexpr std::string_view place = " '%'";
  std::string text(traits_of(refused.refusal).sentence);
  if (const auto at = text.find(place); at != std::string::npos) {
    text.replace(at, place.size(),
                 refused.field.empty() ? "" : " '" + refused.field + "'");
  }
  if (!refused.detail.empty()) text += " " + refused.detail;
  return text;
}

}  // namespace provisor
