#include "pages.h"

#include <functional>
#include <string>
#include <utility>

#include "page_answers.h"
#include "performance.h"
#include "provisor/base/text.h"
#include "provisor/wire/parameters.h"

namespace provisor::api {

namespace {

using fastcgi::Request;
using fastcgi::Response;
using operations::Link;
using operations::LinkKind;

// What was sent, or why it cannot be read.
using Form = Outcome<wire::Parameters>;

struct LinkWorks {};

bool is_dead(Refusal refusal) {
  return refusal == Refusal::link_unknown || refusal == Refusal::link_used ||
         refusal == Refusal::link_expired;
}

bool can_be_mended(Refusal refusal) {
  return refusal == Refusal::password_too_weak ||
         refusal == Refusal::parameter_missing ||
         refusal == Refusal::parameter_malformed ||
         refusal == Refusal::parameter_conflicting;
}

bool is_field(std::string_view name) {
  return name == "password" || name == "repeated" || name == "name" ||
         name == "again";
}

Form fields_of(const Request& request) {
  if (request.body_too_large) return Refusal::body_too_large;
  return wire::read_parameters("", request.content_type, request.body,
                               is_field);
}

std::string taken(wire::Parameters& fields, std::string_view name) {
  const auto field = fields.find(name);
  return field == fields.end() ? "" : std::move(field->second);
}

Link link_of(const Request& request, LinkKind kind) {
  return {kind, Secret(request.path.substr(request.path.find('/', 1) + 1))};
}

Outcome<store::LinkSpent> spent(const Request& request, const House& house,
                                const Link& link, const LinkPage& page,
                                Form& form) {
  if (!form) return form.refused();
  if (link.kind == LinkKind::confirm_address)
    return operations::confirm_address(house.services, link, request.deadline);
  return operations::set_password(
      house.services, link,
      {page.holder, Secret(taken(*form, "password")),
       Secret(taken(*form, "repeated"))},
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

Response not_done_page(const LinkPage& page, const House& house,
                       const Refused& refused) {
  return is_dead(refused.refusal)
             ? dead_link_page(page, house, refused)
             : failure_page(page.holder.branding, house, refused);
}

// As far as the link lets look; `page` is filled in.
Outcome<LinkWorks> looked_at(const Request& request, const House& house,
                             const Link& link, LinkPage& page) {
  return performed<LinkWorks>(
      Operation::look_at_link, request, house, [&]() -> Outcome<LinkWorks> {
        auto look =
            operations::look_at_link(house.services, link, request.deadline);
        if (!look) return look.refused();
        page.holder = std::move(look->holder);
        if (look->refused) return *look->refused;
        return LinkWorks{};
      });
}

// By the button that the page of a confirmation past its time has.
bool asks_again(Form& form, LinkKind kind) {
  return kind == LinkKind::confirm_address && form &&
         taken(*form, "again") == "yes";
}

Response resent_page(const Request& request, const House& house,
                     const Link& link, const LinkPage& page) {
  const auto outcome = performed<store::ConfirmationResent>(
      Operation::resend_confirmation, request, house, [&] {
        return operations::resend_confirmation(house.services, link,
                                               request.deadline);
      });
  return outcome ? confirmation_resent_page(page, house)
                 : not_done_page(page, house, outcome.refused());
}

Response spent_page(const Request& request, const House& house,
                    const Link& link, const LinkPage& page, Form& form) {
  const auto outcome = performed<store::LinkSpent>(
      link.kind == LinkKind::confirm_address ? Operation::confirm_address
                                             : Operation::set_password,
      request, house, [&] { return spent(request, house, link, page, form); });
  if (outcome) return link_spent_page(page, house);
  return can_be_mended(outcome.refusal())
             ? link_form_page(page, house, &outcome.refused())
             : not_done_page(page, house, outcome.refused());
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

}  // namespace

Response link_page(const Request& request, const House& house, LinkKind kind) {
  const auto link = link_of(request, kind);
  LinkPage page{kind, {}};
  const auto works = looked_at(request, house, link, page);
  const bool has_ended = !works && works.refusal() == Refusal::link_expired;
  const bool is_sent = request.method == "POST";
  Form form = is_sent ? fields_of(request) : wire::Parameters();
  if ((works || has_ended) && asks_again(form, kind))
    return resent_page(request, house, link, page);
  if (!works) return not_done_page(page, house, works.refused());
  return is_sent ? spent_page(request, house, link, page, form)
                 : link_form_page(page, house);
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
  if (outcome) return reset_asked_page(house);
  return can_be_mended(outcome.refusal())
             ? ask_form_page(house, &outcome.refused())
             : failure_page("", house, outcome.refused());
}

}  // namespace provisor::api
