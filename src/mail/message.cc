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

}  // namespace

std::string render(const Message& message) {
  return mailbox_field("From", message.from) + mailbox_field("To", message.to) +
         text_field("Subject", message.subject) +
         "Date: " + date_text(message.date) + "\r\n" +
         token_field("Message-ID", "<" + message.message_id + ">") +
         // RFC 3834: no holiday notice shall answer a machine.
         "Auto-Submitted: auto-generated\r\n"
         "MIME-Version: 1.0\r\n"
         "Content-Type: text/plain; charset=utf-8\r\n"
         "Content-Transfer-Encoding: quoted-printable\r\n"
         "\r\n" +
         quoted_printable(message.text);
}

}  // namespace provisor::mail
