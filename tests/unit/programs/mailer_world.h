// mailer_world.h — a mailer whose outbox, mail server and time are a test's.

#pragma once

#include <boost/test/unit_test.hpp>
#include <functional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "programs/provisor_mailer/mailer.h"
#include "provisor/store/fault.h"

namespace provisor::tests {

using namespace std::chrono_literals;
using Clock = mailer::Watch::Clock;
using Verdict = mail::Answer::Verdict;
using State = store::Settled::State;

// The outbox, the mail server and the time, all by hand. Whoever waits lets the
// time pass; a turn of the mailer ends where it asks whether it is over.
struct World : store::MailQueue, mailer::Watch {
  // What happens before each turn, by its number; the last is the last turn.
  std::vector<std::function<void()>> turns;
  std::size_t turn = 0;
  Clock::time_point instant{1h};

  std::vector<store::OutboxMail> due;
  std::function<void(const char*)> on_call = [](const char*) {};
  std::function<void(const std::vector<store::Settled>&)> on_settle =
      [](const auto&) {};
  std::vector<std::int64_t> started, kept, given_back;
  std::set<std::string> reasons;
  std::vector<store::Settled> settled;
  std::vector<mail::Delivery> answers;
  std::chrono::milliseconds give_up_after = std::chrono::hours(24 * 365 * 1000);
  int takes = 0, lives = 0;
  std::size_t wanted = 0;

  Clock::time_point now() override { return instant; }
  void alive() override { ++lives; }
  bool is_over(std::chrono::milliseconds patience) override {
    instant += patience;
    if (patience > 0ms) return false;
    if (turn == turns.size()) return true;
    turns[turn++]();
    return false;
  }

  std::vector<store::OutboxMail> take(std::size_t count,
                                      std::chrono::milliseconds) override {
    on_call("take");
    ++takes;
    wanted = count;
    return std::exchange(due, {});
  }
  void keep(const std::vector<store::Taking>& mails,
            std::chrono::milliseconds) override {
    on_call("keep");
    for (const auto& taking : mails) kept.push_back(taking.id);
  }
  void give_back(const std::vector<store::GivenBack>& mails) override {
    on_call("give_back");
    for (const auto& mail : mails) {
      given_back.push_back(mail.taking.id);
      reasons.insert(mail.reason);
    }
  }
  void settle(const std::vector<store::Settled>& mails) override {
    on_call("settle");
    on_settle(mails);
    settled.insert(settled.end(), mails.begin(), mails.end());
  }
  void release() override { on_call("release"); }
  std::size_t answer_reset_requests(std::size_t,
                                    std::chrono::seconds) override {
    on_call("answer_reset_requests");
    return 0;
  }

  void queue(std::int64_t id, std::int64_t attempt) {
    store::OutboxMail mail{};
    mail.taking = {id, attempt};
    mail.kind = "welcome";
    due.push_back(mail);
  }
  void accept(std::int64_t id) {
    answers.push_back(
        {id, {Verdict::accepted, 250, {}, "taken"}, {"< 250 taken"}});
  }
  void defer(std::int64_t id) {
    answers.push_back({id, {Verdict::later, 451, {}, "busy"}, {"< 451 busy"}});
  }
  void turn_away(std::int64_t id) {
    answers.push_back({id, {Verdict::unready, 554, "5.3.2", "closed"}, {}});
  }
  void away(const std::string& call) {
    on_call = [call](const char* name) {
      if (name == call) throw store::Away("not there");
    };
  }

  void run();
};

struct HandTransport : mail::Transport {
  explicit HandTransport(World& given) : world(given) {}
  void start(mail::Parcel parcel) override {
    world.started.push_back(parcel.id);
  }
  std::vector<mail::Delivery> wait(
      std::chrono::milliseconds patience) override {
    world.instant += patience;
    return std::exchange(world.answers, {});
  }
  World& world;
};

inline void World::run() {
  config::Config config;
  config.mail.connections = 2;
  config.mail.lease = 3s;
  config.mail.give_up_after = give_up_after;
  mailer::Post post{std::make_unique<HandTransport>(*this),
                    [](const store::OutboxMail& mail) {
                      return mail::Parcel{mail.taking.id, "", "", "", ""};
                    }};
  mailer::Mailer(config, std::move(post), *this, *this).run();
}

inline int times_in(const std::string& text, const std::string& event) {
  int found = 0;
  for (auto at = text.find(event); at != text.npos;
       at = text.find(event, at + 1))
    ++found;
  return found;
}

inline const auto nothing = [] {};

}  // namespace provisor::tests
