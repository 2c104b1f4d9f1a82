#include "./mail_server.h"

#include <utility>

#include "provisor/base/log.h"
#include "provisor/mail/retry.h"

namespace provisor::mailer {
namespace {

constexpr std::chrono::minutes narrow_for{1};

}  // namespace

std::size_t MailServer::room(Clock::time_point now) const {
  if (is_paused(now)) return 0;
  if (is_on_trial()) return 1;
  return now < narrow_until_ ? narrowed_to_ : connections_;
}

void MailServer::was_unready(const std::string& reason, std::size_t others,
                             Clock::time_point now, double chance) {
  if (is_paused(now)) return;  // it was begun before that
  reason_ = reason;
  if (others > 0 && failures_ == 0)
    narrow(others, now);
  else
    pause(now, chance);
}

void MailServer::answered(Clock::time_point now) {
  if (is_paused(now) || now < narrow_until_) return;
  if (failures_ > 0 || is_narrow_)
    log::notice("the mail server takes mails again");
  failures_ = 0;
  is_narrow_ = false;
}

void MailServer::pause(Clock::time_point now, double chance) {
  const auto wait = mail::pause_after(++failures_, chance);
  paused_until_ = now + wait;
  narrow_until_ = {};
  if (failures_ == 1)
    log::error("the mail server takes no mails",
               {{"again_in_ms", wait.count()}, {"reason", reason_}});
}

void MailServer::narrow(std::size_t others, Clock::time_point now) {
  narrowed_to_ = others;
  narrow_until_ = now + narrow_for;
  if (!std::exchange(is_narrow_, true))
    log::warning("the mail server takes fewer mails at once",
                 {{"connections", others}, {"reason", reason_}});
}

}  // namespace provisor::mailer
