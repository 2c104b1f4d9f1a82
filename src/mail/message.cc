#include "provisor/mail/message.h"

#include <fmt/format.h>

#include <array>

#include "encoding.h"
#include "header.h"

namespace provisor::mail {
namespace {

// "Fri, 02 Jan 2026 03:04:05 +0000"; never in the words of a locale.
std::string date_text(std::chrono::sys_seconds date) {
  constexpr std::array days = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                 "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto day = std::chrono::floor<std::chrono::days>(date);
  const std::chrono::year_month_day ymd(day);
  const std::chrono::hh_mm_ss time(date - day);
  return fmt::format("{}, {:02} {} {} {:02}:{:02}:{:02} +0000",
                     days[std::chrono::weekday(day).c_encoding()],
                     static_cast<unsigned>(ymd.day()),
                     months[static_cast<unsigned>(ymd.month()) - 1],
                     static_cast<int>(ymd.year()), time.hours().count(),
                     time.minutes().count(), time.seconds().count());
}

// Quoted-printable never has "=_", so this is in no body.
constexpr std::string_view boundary = "=_alternatives_=";

std::string body(std::string_view type, std::string_view content) {
  return fmt::format(
             "Content-Type: text/{}; charset=utf-8\r\n"
             "Content-Transfer-Encoding: quoted-printable\r\n\r\n",
             type) +
         quoted_printable(content);
}

// The last is the one preferred.
std::string alternatives(const Message& message) {
  return fmt::format(
      "Content-Type: multipart/alternative;\r\n boundary=\"{0}\"\r\n\r\n"
      "--{0}\r\n{1}\r\n--{0}\r\n{2}\r\n--{0}--\r\n",
      boundary, body("plain", message.text), body("html", message.html));
}

}  // namespace

std::string render(const Message& message) {
  return mailbox_field("From", message.from) + mailbox_field("To", message.to) +
         (message.reply_to.empty()
              ? ""
              : mailbox_field("Reply-To", {message.reply_to, ""})) +
         text_field("Subject", message.subject) +
         "Date: " + date_text(message.date) + "\r\n" +
         token_field("Message-ID", "<" + message.message_id + ">") +
         // RFC 3834: no holiday notice shall answer a machine.
         "Auto-Submitted: auto-generated\r\n"
         "MIME-Version: 1.0\r\n" +
         (message.html.empty() ? body("plain", message.text)
                               : alternatives(message));
}

}  // namespace provisor::mail
