#include "pages.h"

#include <string>
#include <utility>

#include "page_templates.h"
#include "performance.h"
#include "provisor/base/text.h"
#include "provisor/wire/parameters.h"
#include "provisor/wire/template.h"

namespace provisor::api {

namespace {

using fastcgi::Request;
using fastcgi::Response;
using operations::Link;
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

// A link that leads nowhere, or a server that cannot.
Response failure_page(const Refused& refused, const House& house,
                      LinkKind kind) {
  auto facts = with({{"brand", house.pages.product_name}}, "That did not work",
                    sentence_of(refused));
  switch (refused.refusal) {
    case Refusal::link_unknown:
    case Refusal::link_used:
    case Refusal::link_expired:
      facts["title"] = "This link does not work";
      if (kind != LinkKind::confirm_address) facts["offers_reset"] = "yes";
      break;
    default:
      break;
  }
  return page(status_of(refused.refusal), message, std::move(facts));
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

bool can_be_mended(Refusal refusal) {
  return refusal == Refusal::password_too_weak ||
         refusal == Refusal::parameter_missing ||
         refusal == Refusal::parameter_malformed ||
         refusal == Refusal::parameter_conflicting;
}

Response form_page(LinkKind kind, const store::LinkHolder& holder,
                   const House& house, const Refused* refused = nullptr) {
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

Response done_page(LinkKind kind, const store::LinkHolder& holder,
                   const House& house) {
  auto facts = facts_of(holder, house);
  if (kind == LinkKind::confirm_address)
    return page(200, message,
                with(std::move(facts), "Thank you",
                     "The address " + holder.email +
                         " is confirmed. You may "
                         "close this page."));
  return page(200, message,
              with(std::move(facts), "Your password is set",
                   "You can now sign in as " + holder.username + "."));
}

bool is_field(std::string_view name) {
  return name == "password" || name == "repeated" || name == "name";
}

Outcome<wire::Parameters> fields_of(const Request& request) {
  if (request.body_too_large) return Refusal::body_too_large;
  return wire::read_parameters("", request.content_type, request.body,
                               is_field);
}

std::string taken(wire::Parameters& fields, std::string_view name) {
  const auto field = fields.find(name);
  return field == fields.end() ? "" : std::move(field->second);
}

Link link_of(const Request& request, LinkKind kind) {
  return {kind, Secret(request.path.substr(request.path.rfind('/') + 1))};
}

Outcome<store::LinkSpent> spent(const Request& request, const House& house,
                                const Link& link) {
  auto fields = fields_of(request);
  if (!fields) return fields.refused();
  if (link.kind == LinkKind::confirm_address)
    return operations::confirm_address(house.services, link, request.deadline);
  return operations::set_password(
      house.services, link,
      {Secret(taken(*fields, "password")), Secret(taken(*fields, "repeated"))},
      request.deadline);
}

// An operation whose result is of no wire form, performed like any other.
template <class T>
Outcome<T> performed(Operation operation, const Request& request,
                     const House& house,
                     const std::function<Outcome<T>()>& work) {
  std::optional<T> result;
  const auto outcome =
      perform(operation, request, house.metrics, [&]() -> Outcome<Done> {
        auto done = work();
        if (!done) return done.refused();
        result = std::move(*done);
        return Done{{}};
      });
  if (!outcome) return outcome.refused();
  return std::move(*result);
}

// By comparing what the browser says about the page that sent the form. One
// that says nothing is no browser, and carries nobody's session.
bool comes_from_here(const Request& request) {
  if (!request.sec_fetch_site.empty())
    return request.sec_fetch_site == "same-origin" ||
           request.sec_fetch_site == "none";
  return request.origin.empty() ||
         lower_ascii(request.origin) == "https://" + lower_ascii(request.host);
}

Response asked_page(const House& house) {
  return page(
      200, message,
      with({{"brand", house.pages.product_name}}, "Look into your mail",
           "If there is a user of this name or address, a mail with a "
           "link is on its way. The link works once and not for long."));
}

Response ask_form_page(const House& house, const Refused* refused = nullptr) {
  Facts facts = {{"brand", house.pages.product_name}};
  if (refused) facts["problem"] = problem_of(*refused);
  auto response = page(refused ? status_of(refused->refusal) : 200, ask_form,
                       with(std::move(facts), "Forgot your password?"));
  // There is no secret in this address, and with "no-referrer" a browser would
  // hide the origin that comes_from_here() may have to look at.
  response.headers[1].second = "same-origin";
  return response;
}

}  // namespace

Response link_page(const Request& request, const House& house, LinkKind kind) {
  const auto link = link_of(request, kind);
  const auto holder = performed<store::LinkHolder>(
      Operation::look_at_link, request, house, [&] {
        return operations::look_at_link(house.services, link, request.deadline);
      });
  if (!holder) return failure_page(holder.refused(), house, kind);
  if (request.method != "POST") return form_page(kind, *holder, house);
  const auto outcome = performed<store::LinkSpent>(
      kind == LinkKind::confirm_address ? Operation::confirm_address
                                        : Operation::set_password,
      request, house, [&] { return spent(request, house, link); });
  if (outcome) return done_page(kind, *holder, house);
  if (can_be_mended(outcome.refusal()))
    return form_page(kind, *holder, house, &outcome.refused());
  return failure_page(outcome.refused(), house, kind);
}

Response ask_page(const Request& request, const House& house) {
  if (request.method != "POST") return ask_form_page(house);
  const auto outcome = performed<store::ResetAsked>(
      Operation::ask_reset, request, house,
      [&]() -> Outcome<store::ResetAsked> {
        if (!comes_from_here(request)) return Refusal::form_foreign;
        auto fields = fields_of(request);
        if (!fields) return fields.refused();
        return operations::ask_reset(house.services, taken(*fields, "name"),
                                     request.deadline);
      });
  if (outcome) return asked_page(house);
  if (can_be_mended(outcome.refusal()))
    return ask_form_page(house, &outcome.refused());
  return failure_page(outcome.refused(), house, LinkKind::confirm_address);
}

Response stylesheet_answer() {
  Response response;
  response.content_type = "text/css; charset=utf-8";
  response.headers.emplace_back("Cache-Control", "public, max-age=3600");
  response.body = stylesheet;
  return response;
}

}  // namespace provisor::api
