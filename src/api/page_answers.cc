#include "page_answers.h"

#include <algorithm>
#include <utility>

#include "page_templates.h"
#include "provisor/base/colour.h"
#include "provisor/wire/parameters.h"
#include "provisor/wire/template.h"

namespace provisor::api {

namespace {

using fastcgi::Response;
using operations::LinkKind;
using wire::Facts;

// A page shows what the API would answer as a refusal with status 200.
int status_of(Refusal refusal) {
  const int status = traits_of(refusal).form_status;
  return status == 200 ? 422 : status;
}

bool is_host_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         (c >= '0' && c <= '9') || c == '-' || c == '.' || c == ':';
}

// The logo's site alone, since a whole address could hold what means something
// in a policy; empty when it is none.
std::string origin_of(const std::string& logo) {
  constexpr std::string_view scheme = "https://";
  if (!logo.starts_with(scheme)) return {};
  const auto host =
      logo.substr(scheme.size(), logo.find('/', scheme.size()) - scheme.size());
  return std::ranges::all_of(host, is_host_character)
             ? std::string(scheme) + host
             : std::string();
}

std::string policy_for(const std::string& logo_origin) {
  const std::string images =
      logo_origin.empty() ? "" : "img-src " + logo_origin + "; ";
  return "default-src 'none'; style-src 'self'; " + images +
         "form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
}

bool is_digits_of_colour(std::string_view text) {
  return text.size() == 6 &&
         text.find_first_not_of("0123456789abcdefABCDEF") == text.npos;
}

std::string rule_for(const std::string& colour) {
  return ":root { --strong: " + colour +
         "; --on-strong: " + text_colour_on(colour) + "; }\n";
}

// One page to be: what is common to all is filled in as it is answered.
struct Draft {
  int status;
  const char* content;
  const char* title;
  Facts facts;
};

Response page(Draft draft, const PageLook& look) {
  auto& facts = draft.facts;
  const auto logo_origin = origin_of(look.logo);
  facts["brand"] = look.product_name;
  facts["title"] = draft.title;
  if (!logo_origin.empty()) facts["logo"] = look.logo;
  if (!look.colour.empty()) facts["colour"] = look.colour.substr(1);
  facts["content"] = wire::rendered(draft.content, facts);
  Response response;
  response.status = draft.status;
  response.content_type = "text/html; charset=utf-8";
  response.headers = {{"Content-Security-Policy", policy_for(logo_origin)},
                      {"Referrer-Policy", "no-referrer"},
                      {"X-Frame-Options", "DENY"}};
  response.body = wire::rendered(layout, facts);
  return response;
}

Response branded_page(Draft draft, const LinkPage& link, const House& house) {
  const auto& holder = link.holder;
  draft.facts["username"] = holder.username;
  draft.facts["email"] = holder.email;
  draft.facts["company_name"] = holder.company_name;
  return page(std::move(draft), house.pages.look_of(holder.branding));
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

Draft form(const char* content, const char* title, const Refused* refused) {
  Draft draft{200, content, title, {}};
  if (!refused) return draft;
  draft.status = status_of(refused->refusal);
  draft.facts["problem"] = problem_of(*refused);
  return draft;
}

Draft told(int status, const char* title, std::string text) {
  return {status, message, title, {{"text", std::move(text)}}};
}

}  // namespace

Response link_form_page(const LinkPage& link, const House& house,
                        const Refused* refused) {
  if (link.kind == LinkKind::confirm_address)
    return branded_page(
        form(confirm_form, "Confirm your e-mail address", refused), link,
        house);
  auto draft =
      form(password_form,
           link.kind == LinkKind::set_password ? "Welcome: set your password"
                                               : "Set a new password",
           refused);
  draft.facts["least"] =
      std::to_string(house.services.password_policy.least_characters);
  return branded_page(std::move(draft), link, house);
}

Response ask_form_page(const House& house, const Refused* refused) {
  auto response = page(form(ask_form, "Forgot your password?", refused),
                       house.pages.look_of(""));
  // There is no secret in this address, and with "no-referrer" a browser would
  // hide the origin by which the form is known to be ours.
  response.headers[1].second = "same-origin";
  return response;
}

Response link_spent_page(const LinkPage& link, const House& house) {
  const auto& holder = link.holder;
  return branded_page(
      link.kind == LinkKind::confirm_address
          ? told(200, "Thank you",
                 "The address " + holder.email +
                     " is confirmed. You may close this page.")
          : told(200, "Your password is set",
                 "You can now sign in as " + holder.username + "."),
      link, house);
}

Response reset_asked_page(const House& house) {
  return page(told(200, "Look into your mail",
                   "If there is a user of this name or address, a mail with a "
                   "link is on its way. The link works once and not for long."),
              house.pages.look_of(""));
}

// The same whether a mail goes now or went a moment ago.
Response confirmation_resent_page(const LinkPage& link, const House& house) {
  return branded_page(
      told(200, "Look into your mail",
           "A mail with a new link is on its way to the address "
           "that the first one was sent to."),
      link, house);
}

Response dead_link_page(const LinkPage& link, const House& house,
                        const Refused& refused) {
  auto draft = told(status_of(refused.refusal), "This link does not work",
                    sentence_of(refused));
  if (link.kind != LinkKind::confirm_address)
    draft.facts["offers_reset"] = "yes";
  else if (refused.refusal == Refusal::link_expired)
    draft.facts["offers_confirmation"] = "yes";
  return branded_page(std::move(draft), link, house);
}

Response failure_page(const std::string& branding, const House& house,
                      const Refused& refused) {
  return page(told(status_of(refused.refusal), "That did not work",
                   sentence_of(refused)),
              house.pages.look_of(branding));
}

Response stylesheet_answer(const fastcgi::Request& request) {
  const auto query = wire::read_parameters(
      request.query, "", "",
      [](std::string_view name) { return name == "colour"; });
  Response response;
  response.content_type = "text/css; charset=utf-8";
  response.headers.emplace_back("Cache-Control", "public, max-age=3600");
  response.body = stylesheet;
  if (!query) return response;
  const auto colour = query->find("colour");
  if (colour != query->end() && is_digits_of_colour(colour->second))
    response.body += rule_for("#" + colour->second);
  return response;
}

}  // namespace provisor::api
