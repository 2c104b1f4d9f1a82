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
  return is_narrow(now) ? narrowed_to_ : connections_;
}

void MailServer::was_unready(const std::string& reason, bool is_refusal,
                             std::size_t others, Clock::time_point now,
                             double chance) {
  reason_ = reason;
  if (others > 0 && failures_ == 0)
    narrow(others, now);
  else
    pause(now, is_refusal, chance);
}

void MailServer::answered(Clock::time_point now) {
  if (is_narrow(now)) return;
  if (failures_ > 0 || was_narrow_)
    log::notice("the mail server takes mails again");
  failures_ = 0;
  was_narrow_ = false;
}

void MailServer::pause(Clock::time_point now, bool is_refusal, double chance) {
  const auto wait = mail::pause_after(++failures_, is_refusal, chance);
  paused_until_ = now + wait;
  narrow_until_ = {};
  if (failures_ == 1)
    log::error("the mail server takes no mails",
               {{"again_in_ms", wait.count()}, {"reason", reason_}});
}

void MailServer::narrow(std::size_t others, Clock::time_point now) {
  narrowed_to_ = others;
  narrow_until_ = now + narrow_for;
  if (!std::exchange(was_narrow_, true))
    log::warning("the mail server takes fewer mails at once",
                 {{"connections", others}, {"reason", reason_}});
}

}  // namespace provisor::mailer
