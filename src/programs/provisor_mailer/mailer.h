// mailer.h — takes mails from the outbox, hands them over, records the answers.
//
// One thread. It keeps as many mails on their way as there are connections, and
// as many or more ready, whose leases it prolongs: mails are taken, and answers
// recorded, many to a statement, since each commit waits for the disk. While
// the database is away nothing is taken, and what has been answered is kept
// until it can be recorded. While the mail server is not ready for any mail,
// none is taken, and those that were are given back.
//
// Each turn records first, then prolongs leases, and only then takes: after a
// stall that was longer than a lease, what is still here is no longer due.

#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <random>
#include <vector>

#include "answers.h"
#include "batch.h"
#include "complaint.h"
#include "mail_server.h"
#include "provisor/config/config.h"
#include "provisor/mail/transport.h"
#include "provisor/store/outbox.h"
#include "watch.h"

namespace provisor::mailer {

struct Post {
  std::unique_ptr<mail::Transport> transport;
  // Throws what it likes when it cannot.
  std::function<mail::Parcel(const store::OutboxMail&)> write;
};

class Mailer {
 public:
  Mailer(const config::Config& config, Post post, store::MailQueue& outbox,
         Watch& watch);

  // Until the watch says so and what was on its way is settled.
  void run();

 private:
  using Clock = Watch::Clock;

  struct Mail {
    store::Taking taking;
    std::string kind;
    std::int64_t answers;  // of earlier attempts
    store::Time first_attempt_at;
    Clock::time_point begun_at{};
  };
  struct Ready {
    Mail mail;
    mail::Parcel parcel;
    Clock::time_point lease_ends;
  };

  void tell_alive();
  bool is_stuck() const;

  // Runs `work`; false when the database does not do it.
  template <class Work>
  bool on_database(Complaint& complaint, Work&& work);

  void look();
  bool take(std::size_t at_hand);
  std::size_t wanted(std::size_t at_hand) const;
  void answer_reset_requests();
  void release(std::size_t at_hand);
  bool is_still_here(const store::Taking& taking);
  void prepare(const store::OutboxMail& mail, Clock::time_point lease_ends);
  void start_ready();
  void keep_leases();
  void postpone_ready(const std::string& reason);
  void postpone(const Mail& mail, const std::string& reason);
  void give_back();
  void rest(bool is_recorded);
  void receive(std::chrono::milliseconds patience);
  bool settle();

  void hear_of_server(const Mail& mail, const mail::Answer& answer);
  void conclude(const Mail& mail, const mail::Answer& answer);
  bool is_too_old(const Mail& mail) const;
  void give_up(const Mail& mail, store::Settled settled);
  void defer(const Mail& mail, store::Settled settled);
  void record(const Mail& mail, store::Settled settled);

  const config::Config& config_;
  Post post_;
  store::MailQueue& outbox_;
  Watch& watch_;
  Complaint taking_{"take mails"}, keeping_{"keep mails"},
      settling_{"record answers"}, releasing_{"release held mails"},
      giving_back_{"give mails back"}, resetting_{"answer requests for resets"};
  std::mt19937_64 random_{std::random_device{}()};
  std::uniform_real_distribution<double> chance_;  // from [0, 1)

  std::deque<Ready> ready_;
  std::map<std::int64_t, Mail> on_their_way_;
  Answers answered_;
  std::vector<store::GivenBack> given_back_;
  MailServer server_;
  Clock::time_point leases_kept_at_, look_at_, release_at_, taken_at_;
  bool is_silent_ = false;  // since a mail is stuck
  Batch batch_;  // how many are taken until there are as many at hand
  bool may_be_more_ = true;   // mails are due
  bool more_resets_ = false;  // may be, or their mails are due
};

}  // namespace provisor::mailer
