// header.h — one header field of a message, encoded and folded.
//
// Plain ASCII stays readable; anything else becomes encoded words (RFC 2047),
// which never end inside a character. Lines are at most 78 characters long
// where the text allows it. Control characters become spaces first, so a value
// cannot end its field and begin another.

#pragma once

#include <string>
#include <string_view>

#include "provisor/mail/message.h"

namespace provisor::mail {

// Control characters become spaces.
std::string one_line(std::string_view text);

// A field of free text, e.g. Subject, with its CRLF.
std::string text_field(std::string_view name, std::string_view text);

// A field of one word that is never encoded, e.g. Message-ID, with its CRLF.
std::string token_field(std::string_view name, std::string_view token);

// A field of one mailbox, e.g. From, with its CRLF.
std::string mailbox_field(std::string_view name, const Mailbox& mailbox);

}  // namespace provisor::mail
