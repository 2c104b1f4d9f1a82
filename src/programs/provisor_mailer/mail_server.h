// mail_server.h — whether the mail server takes mails now, and how many at
// once.
//
// A server that is not ready for one mail is not ready for any. Where others
// are on their way meanwhile, it may only allow fewer connections: for a minute
// there are no more than those. Else it is left alone for a while, longer each
// time, and then tried with a single mail.

#pragma once

#include <chrono>
#include <cstddef>
#include <string>

#include "watch.h"

namespace provisor::mailer {

class MailServer {
 public:
  using Clock = Watch::Clock;

  explicit MailServer(std::size_t connections) : connections_(connections) {}

  // How many mails may be on their way.
  std::size_t room(Clock::time_point now) const;
  bool is_paused(Clock::time_point now) const { return now < paused_until_; }
  // It may only allow fewer connections.
  bool is_narrow(Clock::time_point now) const { return now < narrow_until_; }
  // It was paused, and has not taken anything since.
  bool is_on_trial() const { return failures_ > 0; }
  // Why it is paused, or was last.
  const std::string& reason() const { return reason_; }

  // It was not ready for a mail; `others` are still on their way. `is_refusal`:
  // it said so for good, as to a sign-in. `chance` is from [0, 1).
  void was_unready(const std::string& reason, bool is_refusal,
                   std::size_t others, Clock::time_point now, double chance);
  // It had something to say about a mail.
  void answered(Clock::time_point now);

 private:
  void pause(Clock::time_point now, bool is_refusal, double chance);
  void narrow(std::size_t others, Clock::time_point now);

  const std::size_t connections_;
  std::size_t narrowed_to_ = 0;
  int failures_ = 0;         // one after the other
  bool was_narrow_ = false;  // and has not taken mails at full width since
  Clock::time_point paused_until_, narrow_until_;
  std::string reason_;
};

}  // namespace provisor::mailer
