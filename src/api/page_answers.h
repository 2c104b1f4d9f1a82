// page_answers.h — each page as an answer, headers included. What is on them
// stands in page_templates.h, when which one is shown in pages.cc.

#pragma once

#include "endpoints.h"
#include "provisor/operations/links.h"

namespace provisor::api {

// With what is wrong with the form that was sent; null: nothing yet.
fastcgi::Response link_form_page(operations::LinkKind kind,
                                 const store::LinkHolder& holder,
                                 const House& house,
                                 const Refused* refused = nullptr);
fastcgi::Response ask_form_page(const House& house,
                                const Refused* refused = nullptr);

fastcgi::Response link_spent_page(operations::LinkKind kind,
                                  const store::LinkHolder& holder,
                                  const House& house);
fastcgi::Response reset_asked_page(const House& house);
fastcgi::Response confirmation_resent_page(const House& house);

// A link that leads nowhere, with how to get another.
fastcgi::Response dead_link_page(const Refused& refused, const House& house,
                                 operations::LinkKind kind);
// A server that cannot, or a form that it does not take.
fastcgi::Response failure_page(const Refused& refused, const House& house);

fastcgi::Response stylesheet_answer();

}  // namespace provisor::api
