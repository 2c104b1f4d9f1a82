#include "./answers.h"

#include <algorithm>
#include <utility>

#include "provisor/base/log.h"
#include "provisor/base/text.h"
#include "provisor/store/fault.h"

namespace provisor::mailer {
namespace {

using store::Settled;

// What the database takes: whatever a library quotes in its errors.
std::string storable(std::string answer) {
  if (is_utf8(answer) && !has_nul(answer)) return answer;
  std::ranges::replace_if(
      answer, [](char c) { return c < 0x20 || c > 0x7e; }, '?');
  return answer;
}

void log_settled(const std::string& kind, const Settled& settled) {
  const auto id = settled.taking.id, attempt = settled.taking.attempt;
  switch (settled.state) {
    case Settled::State::sent:
      log::info("mail sent", {{"outbox_id", id}, {"kind", kind}});
      break;
    case Settled::State::deferred:
      log::warning("mail deferred", {{"outbox_id", id},
                                     {"attempt", attempt},
                                     {"again_in_ms", settled.wait.count()},
                                     {"reason", settled.answer}});
      break;
    case Settled::State::failed:
      log::error("mail given up", {{"outbox_id", id},
                                   {"kind", kind},
                                   {"attempt", attempt},
                                   {"reason", settled.answer}});
  }
}

// Data exceptions and violated constraints; anything else may pass.
bool is_about_a_row(const store::Fault& fault) {
  return fault.sqlstate().starts_with("22") ||
         fault.sqlstate().starts_with("23");
}

bool is_recorded(store::MailQueue& outbox, const std::vector<Settled>& mails) {
  try {
    outbox.settle(mails);
    return true;
  } catch (const store::Fault& fault) {
    if (!is_about_a_row(fault)) throw;
    if (mails.size() == 1)
      log::error("an answer cannot be recorded",
                 {{"outbox_id", mails[0].taking.id}, {"reason", fault.what()}});
    return false;
  }
}

Settled without_text(Settled mail) {
  mail.reply_code.reset();
  mail.enhanced_code.reset();
  mail.answer = "what was answered could not be recorded";
  return mail;
}

}  // namespace

Settled settled_of(const store::Taking& taking, const mail::Answer& answer) {
  return {.taking = taking,
          .state = Settled::State::sent,
          .reply_code = answer.reply_code,
          .enhanced_code = answer.enhanced_code,
          .answer = answer.text};
}

std::string reason_of(const mail::Answer& answer) {
  std::string reason;
  if (answer.reply_code) reason += std::to_string(*answer.reply_code) + " ";
  if (answer.enhanced_code) reason += *answer.enhanced_code + " ";
  return reason + answer.text;
}

void Answers::add(const std::string& kind, Settled settled,
                  Clock::time_point instant) {
  settled.answer = storable(std::move(settled.answer));
  log_settled(kind, settled);
  if (waiting_.empty()) since_ = instant;
  waiting_.push_back(std::move(settled));
}

bool Answers::is_of(const store::Taking& taking) {
  const auto found = std::ranges::find(
      waiting_, taking.id, [](const Settled& mail) { return mail.taking.id; });
  if (found == waiting_.end()) return false;
  found->taking = taking;
  return true;
}

void Answers::add_takings_to(std::vector<store::Taking>& takings) const {
  for (const Settled& mail : waiting_) takings.push_back(mail.taking);
}

void Answers::record(store::MailQueue& outbox) {
  if (!is_recorded(outbox, waiting_)) {
    while (!waiting_.empty()) {
      const Settled mail = waiting_.back();
      if (!is_recorded(outbox, {mail}))
        is_recorded(outbox, {without_text(mail)});
      waiting_.pop_back();
    }
  }
  waiting_.clear();
}

}  // namespace provisor::mailer
