#include "page_answers.h"

#include <string>
#include <utility>

#include "page_templates.h"
#include "provisor/wire/template.h"

namespace provisor::api {

namespace {

using fastcgi::Response;
using operations::LinkKind;
using wire::Facts;

constexpr char policy[] =
    "default-src 'none'; style-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'";

// A page shows what the API would answer as a refusal with status 200.
int status_of(Refusal refusal) {
  const int status = traits_of(refusal).form_status;
  return status == 200 ? 422 : status;
}

Response page(int status, const char* content, Facts facts) {
  facts["content"] = wire::rendered(content, facts);
  Response response;
  response.status = status;
  response.content_type = "text/html; charset=utf-8";
  response.headers = {{"Content-Security-Policy", policy},
                      {"Referrer-Policy", "no-referrer"},
                      {"X-Frame-Options", "DENY"}};
  response.body = wire::rendered(layout, facts);
  return response;
}

Facts facts_of(const House& house) {
  return {{"brand", house.pages.product_name}};
}

Facts facts_of(const store::LinkHolder& holder, const House& house) {
  const bool has_brand =
      !holder.branding.empty() && holder.branding != "default";
  return {{"brand", has_brand ? holder.branding : house.pages.product_name},
          {"username", holder.username},
          {"email", holder.email},
          {"company_name", holder.company_name},
          {"least",
           std::to_string(house.services.password_policy.least_characters)}};
}

Facts with(Facts facts, const char* title, std::string text = "") {
  facts["title"] = title;
  facts["text"] = std::move(text);
  return facts;
}

// What the person at the form can mend.
std::string problem_of(const Refused& refused) {
  switch (refused.refusal) {
    case Refusal::password_too_weak:
      return "This password is too weak. " + refused.detail;
    case Refusal::parameter_missing:
      return "Please fill this in.";
    case Refusal::parameter_conflicting:
      return "The two passwords are not the same.";
    default:
      return refused.detail.empty() ? "This cannot be taken." : refused.detail;
  }
}

}  // namespace

Response link_form_page(LinkKind kind, const store::LinkHolder& holder,
                        const House& house, const Refused* refused) {
  auto facts = facts_of(holder, house);
  if (refused) facts["problem"] = problem_of(*refused);
  const int status = refused ? status_of(refused->refusal) : 200;
  if (kind == LinkKind::confirm_address)
    return page(status, confirm_form,
                with(std::move(facts), "Confirm your e-mail address"));
  return page(status, password_form,
              with(std::move(facts), kind == LinkKind::set_password
                                         ? "Welcome: set your password"
                                         : "Set a new password"));
}

Response ask_form_page(const House& house, const Refused* refused) {
  auto facts = facts_of(house);
  if (refused) facts["problem"] = problem_of(*refused);
  auto response = page(refused ? status_of(refused->refusal) : 200, ask_form,
                       with(std::move(facts), "Forgot your password?"));
  // There is no secret in this address, and with "no-referrer" a browser would
  // hide the origin by which the form is known to be ours.
  response.headers[1].second = "same-origin";
  return response;
}

Response link_spent_page(LinkKind kind, const store::LinkHolder& holder,
                         const House& house) {
  auto facts = facts_of(holder, house);
  if (kind == LinkKind::confirm_address)
    return page(200, message,
                with(std::move(facts), "Thank you",
                     "The address " + holder.email +
                         " is confirmed. You may close this page."));
  return page(200, message,
              with(std::move(facts), "Your password is set",
                   "You can now sign in as " + holder.username + "."));
}

Response reset_asked_page(const House& house) {
  return page(
      200, message,
      with(facts_of(house), "Look into your mail",
           "If there is a user of this name or address, a mail with a link is "
           "on its way. The link works once and not for long."));
}

// The same whether a mail goes now or went a moment ago.
Response confirmation_resent_page(const House& house) {
  return page(200, message,
              with(facts_of(house), "Look into your mail",
                   "A mail with a new link is on its way to the address that "
                   "the first one was sent to."));
}

Response dead_link_page(const Refused& refused, const House& house,
                        LinkKind kind) {
  auto facts =
      with(facts_of(house), "This link does not work", sentence_of(refused));
  if (kind != LinkKind::confirm_address)
    facts["offers_reset"] = "yes";
  else if (refused.refusal == Refusal::link_expired)
    facts["offers_confirmation"] = "yes";
  return page(status_of(refused.refusal), message, std::move(facts));
}

Response failure_page(const Refused& refused, const House& house) {
  return page(status_of(refused.refusal), message,
              with(facts_of(house), "That did not work", sentence_of(refused)));
}

Response stylesheet_answer() {
  Response response;
  response.content_type = "text/css; charset=utf-8";
  response.headers.emplace_back("Cache-Control", "public, max-age=3600");
  response.body = stylesheet;
  return response;
}

}  // namespace provisor::api
