#include <boost/test/unit_test.hpp>

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <thread>
#include <vector>

#include "provisor/auth/hash_admission.h"
#include "provisor/base/shared.h"

namespace provisor::auth {
namespace {

using namespace std::chrono_literals;

Deadline at_once() { return Clock::now(); }
// Later than any test takes: reaching it is a failure.
Deadline in_the_end() { return Clock::now() + 60s; }

struct Slots {
  HashAdmission admission_of(std::size_t count,
                             std::size_t most_waiting = 1000) {
    return HashAdmission(*slots, count, most_waiting, *metrics);
  }

  void until_waiting(std::uint32_t waiters) {
    while (slots->waiting.load() != waiters) std::this_thread::yield();
  }

  Shared<HashSlots> slots;
  Shared<Metrics> metrics;
};

// A process that does something with the slots, then waits to be killed.
class OtherProcess {
 public:
  template <class Action>
  explicit OtherProcess(Action action) {
    int ends[2];
    BOOST_TEST_REQUIRE(pipe(ends) == 0);
    process_ = fork();
    BOOST_TEST_REQUIRE(process_ >= 0);
    if (process_ == 0) {
      const auto kept = action();
      if (write(ends[1], "", 1) != 1) _exit(1);
      while (true) pause();
    }
    char done;
    close(ends[1]);
    BOOST_TEST_REQUIRE(read(ends[0], &done, 1) == 1);
    close(ends[0]);
  }
  ~OtherProcess() { kill(); }
  OtherProcess(const OtherProcess&) = delete;
  OtherProcess& operator=(const OtherProcess&) = delete;

  pid_t id() const { return process_; }

  // Ends it without a chance to tidy up.
  void kill() {
    if (is_gone_) return;
    ::kill(process_, SIGKILL);
    waitpid(process_, nullptr, 0);
    is_gone_ = true;
  }

 private:
  pid_t process_ = -1;
  bool is_gone_ = false;
};

BOOST_FIXTURE_TEST_SUITE(hash_admission, Slots)

BOOST_AUTO_TEST_CASE(admits_as_many_as_there_are_slots) {
  auto admission = admission_of(2);

  const auto first = admission.admit(at_once());
  const auto second = admission.admit(at_once());
  const auto third = admission.admit(at_once());

  BOOST_TEST(first.has_value());
  BOOST_TEST(second.has_value());
  BOOST_TEST(!third.has_value());
  BOOST_TEST(metrics->hashes == 2u);
  BOOST_TEST(metrics->hash_timeouts == 1u);
}

BOOST_AUTO_TEST_CASE(turns_away_at_once_who_finds_the_line_full) {
  auto admission = admission_of(1, 1);
  auto taken = admission.admit(at_once());
  std::thread in_line([&] { BOOST_TEST(!!admission.admit(in_the_end())); });
  until_waiting(1);

  const auto turned_away = admission.admit(in_the_end());

  BOOST_TEST(!turned_away.has_value());
  BOOST_TEST(metrics->hash_timeouts == 1u);
  { const auto ends = *std::move(taken); }
  in_line.join();
}

BOOST_AUTO_TEST_CASE(a_slot_is_free_again_when_its_ticket_ends) {
  auto admission = admission_of(1);

  BOOST_TEST(admission.admit(at_once()).has_value());
  const auto again = admission.admit(at_once());

  BOOST_TEST_REQUIRE(again.has_value());
  BOOST_TEST(!again->had_to_wait());
}

BOOST_AUTO_TEST_CASE(a_moved_ticket_frees_its_slot_once) {
  auto admission = admission_of(1);
  auto first = admission.admit(at_once());
  {
    const HashAdmission::Ticket moved = std::move(*first);
    first.reset();
    BOOST_TEST(!admission.admit(at_once()).has_value());
  }

  const auto second = admission.admit(at_once());
  BOOST_TEST(second.has_value());
  BOOST_TEST(!admission.admit(at_once()).has_value());
}

BOOST_AUTO_TEST_CASE(who_waits_is_given_the_slot_that_is_freed) {
  auto admission = admission_of(1);
  auto held = admission.admit(at_once());
  bool had_to_wait = false;
  std::jthread waiter([&] {
    const auto ticket = admission.admit(in_the_end());
    had_to_wait = ticket && ticket->had_to_wait();
  });

  until_waiting(1);
  held.reset();
  waiter.join();

  BOOST_TEST(had_to_wait);
  BOOST_TEST(metrics->hash_waits == 1u);
  BOOST_TEST(slots->waiting == 0u);
}

BOOST_AUTO_TEST_CASE(who_waits_gives_up_at_the_deadline) {
  auto admission = admission_of(1);
  const auto held = admission.admit(at_once());
  const auto deadline = Clock::now() + 20ms;

  const auto refused = admission.admit(deadline);

  BOOST_TEST(!refused.has_value());
  BOOST_TEST((Clock::now() >= deadline));
  BOOST_TEST(slots->waiting == 0u);
  BOOST_TEST(metrics->hash_wait.sum_us >= 19000u);
}

BOOST_AUTO_TEST_CASE(a_crowd_never_holds_more_slots_than_there_are) {
  constexpr int count = 3, threads = 16, rounds = 300;
  auto admission = admission_of(count);
  std::atomic<int> holders = 0, most = 0, admitted = 0;
  const auto compete = [&] {
    for (int i = 0; i < rounds; ++i) {
      const auto ticket = admission.admit(in_the_end());
      if (!ticket) continue;
      const int now = ++holders;
      int seen = most;
      while (now > seen && !most.compare_exchange_weak(seen, now)) {
      }
      ++admitted;
      std::this_thread::yield();
      --holders;
    }
  };

  std::vector<std::jthread> crowd;
  for (int i = 0; i < threads; ++i) crowd.emplace_back(compete);
  crowd.clear();

  BOOST_TEST(admitted == threads * rounds);
  BOOST_TEST(most <= count);
  BOOST_TEST(slots->waiting == 0u);
}

// What the slot guards is not atomic: the thread sanitizer would see a gap.
BOOST_AUTO_TEST_CASE(one_slot_keeps_threads_from_each_other) {
  constexpr int threads = 8, rounds = 500;
  auto admission = admission_of(1);
  int guarded = 0;

  std::vector<std::jthread> crowd;
  for (int i = 0; i < threads; ++i)
    crowd.emplace_back([&] {
      for (int round = 0; round < rounds; ++round) {
        const auto ticket = admission.admit(in_the_end());
        if (ticket) ++guarded;
      }
    });
  crowd.clear();

  BOOST_TEST(guarded == threads * rounds);
}

BOOST_AUTO_TEST_CASE(a_slot_held_by_another_process_is_not_free) {
  auto admission = admission_of(1);
  OtherProcess other([&] { return admission.admit(at_once()); });

  BOOST_TEST(slots->owner[0] == other.id());
  BOOST_TEST(!admission.admit(at_once()).has_value());
}

BOOST_AUTO_TEST_CASE(the_slots_of_a_killed_process_are_freed) {
  auto admission = admission_of(2);
  const auto ours = admission.admit(at_once());
  OtherProcess other([&] { return admission.admit(at_once()); });

  other.kill();
  BOOST_TEST(!admission.admit(at_once()).has_value());
  HashAdmission::release_slots_of(*slots, other.id());

  BOOST_TEST(slots->owner[0] == getpid());
  const auto freed = admission.admit(at_once());
  BOOST_TEST(freed.has_value());
  BOOST_TEST(!admission.admit(at_once()).has_value());
}

BOOST_AUTO_TEST_CASE(who_waits_for_a_killed_process_is_woken) {
  auto admission = admission_of(1);
  OtherProcess other([&] { return admission.admit(at_once()); });
  bool admitted = false;
  std::jthread waiter(
      [&] { admitted = admission.admit(in_the_end()).has_value(); });

  until_waiting(1);
  other.kill();
  HashAdmission::release_slots_of(*slots, other.id());
  waiter.join();

  BOOST_TEST(admitted);
}

BOOST_AUTO_TEST_CASE(a_process_is_woken_by_the_ticket_of_another) {
  auto admission = admission_of(1);
  auto held = admission.admit(at_once());
  const pid_t child = fork();
  BOOST_TEST_REQUIRE(child >= 0);
  if (child == 0) _exit(admission.admit(in_the_end()).has_value() ? 0 : 1);

  until_waiting(1);
  held.reset();

  int status = -1;
  waitpid(child, &status, 0);
  BOOST_TEST(status == 0);
}

BOOST_AUTO_TEST_CASE(a_number_of_slots_out_of_range_is_a_fault) {
  BOOST_CHECK_THROW(admission_of(0), std::invalid_argument);
  BOOST_CHECK_THROW(admission_of(65), std::invalid_argument);
  BOOST_CHECK_NO_THROW(admission_of(64));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace provisor::auth
