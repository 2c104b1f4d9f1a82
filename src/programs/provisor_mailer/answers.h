// answers.h — what became of mails, until the outbox has it on record.

#pragma once

#include <string>
#include <vector>

#include "provisor/mail/transport.h"
#include "provisor/store/outbox.h"
#include "watch.h"

namespace provisor::mailer {

// As if the mail was sent.
store::Settled settled_of(const store::Taking& taking,
                          const mail::Answer& answer);

// In one text, where no attempt holds the codes.
std::string reason_of(const mail::Answer& answer);

class Answers {
 public:
  using Clock = Watch::Clock;

  bool empty() const { return waiting_.empty(); }
  // When the first of those that wait came.
  Clock::time_point since() const { return since_; }

  // Writes it to the log, too. `kind` is the mail's.
  void add(const std::string& kind, store::Settled settled,
           Clock::time_point instant);

  // Whether an earlier taking of this mail was answered; that counts for this
  // one then.
  bool is_of(const store::Taking& taking);

  void add_takings_to(std::vector<store::Taking>& takings) const;

  // Throws what the outbox throws; what is not on record is kept then. An
  // answer that the database will never take is recorded without its text, or
  // left out: it must not keep the others from being recorded.
  void record(store::MailQueue& outbox);

 private:
  std::vector<store::Settled> waiting_;
  Clock::time_point since_;
};

}  // namespace provisor::mailer
