// pages.h — the pages behind the links in mails: HTML for people, without
// script.
//
// A GET shows, a POST does. What a link holds is in the address only, and the
// answers (page_answers.h) keep it from leaving: no referrer, no cache, no
// frame.

#pragma once

#include "endpoints.h"
#include "provisor/operations/links.h"

namespace provisor::api {

// /welcome/TOKEN, /confirm/TOKEN, /reset/TOKEN.
fastcgi::Response link_page(const fastcgi::Request& request, const House& house,
                            operations::LinkKind kind);
// /reset: asking for a mail. The answer is the same whoever is asked for.
fastcgi::Response ask_page(const fastcgi::Request& request, const House& house);

}  // namespace provisor::api
