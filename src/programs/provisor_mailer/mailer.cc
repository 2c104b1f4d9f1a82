#include "./mailer.h"

#include <algorithm>
#include <utility>

#include "provisor/base/log.h"
#include "provisor/mail/letters.h"
#include "provisor/mail/retry.h"
#include "provisor/store/fault.h"

namespace provisor::mailer {
namespace {

using namespace std::chrono_literals;
using store::OutboxMail;
using store::Settled;
using Verdict = mail::Answer::Verdict;

// So long may answers wait for company in one commit.
constexpr auto patience_of_answers = 20ms;
// What is on its way when a signal comes has so long; then its lease ends by
// itself, and another mailer sends it again.
constexpr auto drain = 25s;
constexpr auto glance = 100ms;
// A flood of names that nobody has must not keep others waiting.
constexpr std::size_t resets_at_once = 500;

// A mail that is on its way for longer never comes back: on a connection that
// was used before it may have begun twice, and a name server may be slow.
std::chrono::milliseconds longest_way(const config::Smtp& smtp) {
  return 2 * (smtp.timeout + smtp.text_timeout) + 1min;
}

store::Time now() {
  return std::chrono::floor<std::chrono::seconds>(
      std::chrono::system_clock::now());
}

}  // namespace

Mailer::Mailer(const config::Config& config, Post post,
               store::MailQueue& outbox, Watch& watch)
    : config_(config),
      post_(std::move(post)),
      outbox_(outbox),
      watch_(watch),
      server_(config.mail.connections),
      batch_(config.mail.connections) {}

// What is begun while nothing can be recorded might come twice.
void Mailer::run() {
  while (!watch_.is_over(0ms)) {
    tell_alive();
    const bool is_recorded = settle();
    give_back();
    keep_leases();
    if (is_recorded) look();
    if (is_recorded) start_ready();
    rest(is_recorded);
  }
  postpone_ready({});
  give_back();
  const auto end = watch_.now() + drain;
  while ((!on_their_way_.empty() || !answered_.empty()) && watch_.now() < end) {
    tell_alive();
    keep_leases();
    receive(glance);
    settle();
    give_back();
  }
}

void Mailer::rest(bool is_recorded) {
  const bool is_busy = is_recorded && (may_be_more_ || more_resets_);
  if (on_their_way_.empty())
    watch_.is_over(is_busy ? 0ms : config_.mail.poll);
  else
    receive(std::min<std::chrono::milliseconds>(glance, config_.mail.poll));
}

// A mailer whose threads hang one after the other would send less and less, and
// at last nothing.
void Mailer::tell_alive() {
  const bool was_silent = std::exchange(is_silent_, is_stuck());
  if (!is_silent_) return watch_.alive();
  if (!was_silent)
    log::error("the mailer is stuck",
               {{"reason", "a mail is on its way beyond all its time-outs"}});
}

bool Mailer::is_stuck() const {
  const auto latest = watch_.now() - longest_way(config_.smtp);
  return std::ranges::any_of(on_their_way_, [&](const auto& begun) {
    return begun.second.begun_at < latest;
  });
}

// Each statement may last as long as PostgreSQL lets it.
template <class Work>
bool Mailer::on_database(Complaint& complaint, Work&& work) {
  tell_alive();
  try {
    work();
    complaint.settle();
    return true;
  } catch (const store::Away& error) {
    complaint.raise("the database is away", error.what(), watch_.now());
  } catch (const store::Fault& error) {
    if (error.lacks_resources())
      complaint.raise("the database has no room for the mailer", error.what(),
                      watch_.now());
    else
      complaint.raise("the database refuses the mailer", error.what(),
                      watch_.now());
  }
  look_at_ = watch_.now() +
             std::max<std::chrono::milliseconds>(config_.mail.poll, glance);
  return false;
}

// Mails come first: trouble with the rest must not keep them from going.
void Mailer::look() {
  const std::size_t at_hand = ready_.size() + on_their_way_.size();
  const bool is_time = may_be_more_ || more_resets_ || watch_.now() >= look_at_;
  if (!is_time || at_hand > batch_.size() / 2) return;
  if (may_be_more_) batch_.half_took(watch_.now() - taken_at_);
  may_be_more_ = more_resets_ = false;
  taken_at_ = watch_.now();
  look_at_ = taken_at_ + config_.mail.poll;
  if (!take(at_hand)) return;
  release(at_hand);
  answer_reset_requests();
}

// What cannot go soon is left to other mailers. A server that is to be tried is
// tried with one mail.
std::size_t Mailer::wanted(std::size_t at_hand) const {
  const auto now = watch_.now();
  const bool is_limited =
      server_.is_paused(now) || server_.is_on_trial() || server_.is_narrow(now);
  const auto most = is_limited ? server_.room(now) : batch_.size();
  return most > at_hand ? most - at_hand : 0;
}

bool Mailer::take(std::size_t at_hand) {
  const auto count = wanted(at_hand);
  if (count == 0) return true;
  return on_database(taking_, [&] {
    const auto lease_ends = watch_.now() + config_.mail.lease;
    const auto mails = outbox_.take(count, config_.mail.lease);
    for (const OutboxMail& mail : mails)
      if (!is_still_here(mail.taking)) prepare(mail, lease_ends);
    may_be_more_ = mails.size() == count;
  });
}

void Mailer::answer_reset_requests() {
  const auto life =
      std::chrono::floor<std::chrono::seconds>(config_.links.reset);
  on_database(resetting_, [&] {
    more_resets_ = outbox_.answer_reset_requests(resets_at_once, life) > 0;
  });
}

// What is held may go once what was on its way has gone; and a mailer that
// never rests looks now and then.
void Mailer::release(std::size_t at_hand) {
  if (at_hand > 0 && watch_.now() < release_at_) return;
  on_database(releasing_, [&] { outbox_.release(); });
  release_at_ = watch_.now() + config_.mail.poll;
}

// Taken again by ourselves, after a stall: it is not begun a second time, and
// its answer counts for this taking.
bool Mailer::is_still_here(const store::Taking& taking) {
  const auto begun = on_their_way_.find(taking.id);
  if (begun == on_their_way_.end()) return answered_.is_of(taking);
  begun->second.taking = taking;
  return true;
}

// A mail that cannot be made into a message is its own trouble: a template that
// is being mended, so it is tried again.
void Mailer::prepare(const OutboxMail& taken, Clock::time_point lease_ends) {
  const Mail mail{
      taken.taking, taken.kind, taken.answers, taken.first_attempt_at, {}};
  try {
    ready_.push_back({mail, post_.write(taken), lease_ends});
  } catch (const mail::LinkEnded& error) {
    conclude(mail, {Verdict::refused, {}, {}, error.what()});
  } catch (const std::exception& error) {
    log::error("mail cannot be written",
               {{"outbox_id", mail.taking.id}, {"reason", error.what()}});
    conclude(mail, {Verdict::later, {}, {}, error.what()});
  }
}

// A mailer that was stopped for a while, or cut off from the database, must not
// begin what another may have taken over.
void Mailer::start_ready() {
  if (server_.is_paused(watch_.now())) return postpone_ready(server_.reason());
  while (!ready_.empty() && on_their_way_.size() < server_.room(watch_.now())) {
    Ready next = std::move(ready_.front());
    ready_.pop_front();
    if (watch_.now() >= next.lease_ends) {
      log::notice("mail left to others: its lease ended",
                  {{"outbox_id", next.mail.taking.id}});
      continue;
    }
    next.mail.begun_at = watch_.now();
    on_their_way_.emplace(next.mail.taking.id, std::move(next.mail));
    post_.transport->start(std::move(next.parcel));
  }
}

void Mailer::keep_leases() {
  const auto began = watch_.now();
  if (began - leases_kept_at_ < config_.mail.lease / 3) return;
  std::vector<store::Taking> mails;
  // What ended may be another's by now, and will not be begun here.
  for (const Ready& ready : ready_)
    if (began < ready.lease_ends) mails.push_back(ready.mail.taking);
  for (const auto& [id, mail] : on_their_way_) mails.push_back(mail.taking);
  answered_.add_takings_to(mails);
  const bool is_done = mails.empty() || on_database(keeping_, [&] {
                         outbox_.keep(mails, config_.mail.lease);
                       });
  if (!is_done) return;
  leases_kept_at_ = began;
  for (Ready& ready : ready_)
    if (watch_.now() < ready.lease_ends)
      ready.lease_ends = began + config_.mail.lease;
}

void Mailer::postpone_ready(const std::string& reason) {
  for (const Ready& ready : std::exchange(ready_, {}))
    postpone(ready.mail, reason);
}

// It costs the mail neither an attempt nor a wait of its own.
void Mailer::postpone(const Mail& mail, const std::string& reason) {
  given_back_.push_back({mail.taking, reason});
}

// Once: whether a call that was lost was done is not known, and by the next one
// another mailer may have them. What was not given back is taken after its
// lease.
void Mailer::give_back() {
  const auto mails = std::exchange(given_back_, {});
  if (!mails.empty())
    on_database(giving_back_, [&] { outbox_.give_back(mails); });
}

void Mailer::receive(std::chrono::milliseconds patience) {
  for (const mail::Delivery& delivery : post_.transport->wait(patience)) {
    const auto found = on_their_way_.extract(delivery.id);
    if (found.empty()) continue;
    const Mail& mail = found.mapped();
    if (delivery.answer.verdict == Verdict::unready) {
      hear_of_server(mail, delivery.answer);
      continue;
    }
    // Without a word of the server's it was our own trouble.
    if (!delivery.dialogue.empty()) server_.answered(watch_.now());
    conclude(mail, delivery.answer);
  }
}

// What waits here goes on waiting in the outbox, where another mailer may take
// it; why, it is told when nothing goes.
void Mailer::hear_of_server(const Mail& mail, const mail::Answer& answer) {
  const auto reason = reason_of(answer);
  server_.was_unready(reason, answer.reply_code.value_or(0) >= 500,
                      on_their_way_.size(), watch_.now(), chance_(random_));
  // What was taken last says nothing of how fast mails go.
  may_be_more_ = false;
  postpone_ready(server_.is_paused(watch_.now()) ? reason : "");
  if (is_too_old(mail))
    give_up(mail, settled_of(mail.taking, answer));
  else
    postpone(mail, reason);
}

// False when what was answered cannot be recorded.
bool Mailer::settle() {
  const bool is_worth_it =
      on_their_way_.empty() ||
      watch_.now() - answered_.since() > patience_of_answers;
  if (answered_.empty() || !is_worth_it) return true;
  return on_database(settling_, [&] { answered_.record(outbox_); });
}

void Mailer::conclude(const Mail& mail, const mail::Answer& answer) {
  Settled settled = settled_of(mail.taking, answer);
  if (answer.verdict == Verdict::later) return defer(mail, std::move(settled));
  if (answer.verdict == Verdict::refused)
    settled.state = Settled::State::failed;
  record(mail, std::move(settled));
}

bool Mailer::is_too_old(const Mail& mail) const {
  return now() - mail.first_attempt_at >= config_.mail.give_up_after;
}

void Mailer::give_up(const Mail& mail, Settled settled) {
  settled.state = Settled::State::failed;
  settled.answer = "given up: " + settled.answer;
  record(mail, std::move(settled));
}

void Mailer::defer(const Mail& mail, Settled settled) {
  if (is_too_old(mail)) return give_up(mail, std::move(settled));
  settled.state = Settled::State::deferred;
  settled.wait = mail::wait_after(mail.answers + 1, chance_(random_));
  record(mail, std::move(settled));
}

void Mailer::record(const Mail& mail, Settled settled) {
  answered_.add(mail.kind, std::move(settled), watch_.now());
}

}  // namespace provisor::mailer
