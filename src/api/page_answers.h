// page_answers.h — each page as an answer, headers included. What is on them
// stands in page_templates.h, when which one is shown in pages.cc.

#pragma once

#include <string>

#include "endpoints.h"
#include "provisor/operations/links.h"

namespace provisor::api {

// What the page of a link is about. Of a link that does not work the holder's
// branding is known, and no more.
struct LinkPage {
  operations::LinkKind kind;
  store::LinkHolder holder;
};

// With what is wrong with the form that was sent; null: nothing yet.
fastcgi::Response link_form_page(const LinkPage& link, const House& house,
                                 const Refused* refused = nullptr);
fastcgi::Response ask_form_page(const House& house,
                                const Refused* refused = nullptr);

fastcgi::Response link_spent_page(const LinkPage& link, const House& house);
fastcgi::Response reset_asked_page(const House& house);
fastcgi::Response confirmation_resent_page(const LinkPage& link,
                                           const House& house);

// A link that leads nowhere, with how to get another.
fastcgi::Response dead_link_page(const LinkPage& link, const House& house,
                                 const Refused& refused);
// A server that cannot, or a form that it does not take. `branding` may be
// empty.
fastcgi::Response failure_page(const std::string& branding, const House& house,
                               const Refused& refused);

// In the colour that the query asks for.
fastcgi::Response stylesheet_answer(const fastcgi::Request& request);

}  // namespace provisor::api
