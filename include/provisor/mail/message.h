// message.h — an Internet message (RFC 5322) in UTF-8: text, and HTML if any.

#pragma once

#include <chrono>
#include <string>

namespace provisor::mail {

struct Mailbox {
  std::string address;
  std::string display_name;  // may be empty
};

struct Message {
  Mailbox from;
  Mailbox to;
  std::string reply_to;  // an address; may be empty
  std::string subject;
  std::string message_id;  // without angle brackets
  std::chrono::sys_seconds date;
  std::string text;  // UTF-8, lines end with "\n"
  std::string html;  // the same for those who can see it; may be empty
};

// With CRLF line ends; headers encoded by RFC 2047 where they are not ASCII and
// folded; the bodies quoted-printable, alternatives to each other (RFC 2046).
// No value can add a header: control characters become spaces.
std::string render(const Message& message);

}  // namespace provisor::mail
