// Many threads, few keys, everything that can fail does: made for
// ThreadSanitizer.

#include "store/set_queue.h"

#include <array>
#include <atomic>
#include <random>
#include <set>
#include <thread>

#include <boost/test/unit_test.hpp>

#include "provisor/base/outcome.h"

using namespace std::chrono_literals;

namespace provisor::store {
namespace {

struct Wish {
  int id;
  std::vector<std::size_t> collision_keys;
  bool is_poison;
};
using Answer = Outcome<int>;
using Queue = SetQueue<Wish, Answer>;

constexpr std::size_t lanes = 2, largest_set = 16;
constexpr int threads = 16, wishes_per_thread = 400;

struct Poison : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// Checks every set, fails one in eight in some way, and keeps count.
class Runner {
 public:
  std::vector<Answer> operator()(const Queue::Set& set) {
    if (is_running_[set.lane].exchange(true)) ++violations;
    const auto end_of_run = std::shared_ptr<void>(
        nullptr, [&](void*) { is_running_[set.lane] = false; });
    check(set);
    switch (thread_local std::minstd_rand chance(++seeds_); chance() % 24) {
      case 0:
        throw Away("away");
      case 1:
        throw Lost("before the commit");
      case 2:
        done(set);
        throw Lost("after the commit");
    }
    for (const Wish* wish : set.wishes)
      if (wish->is_poison) throw Poison("poison");
    return done(set);
  }

  std::array<std::atomic<int>, threads * wishes_per_thread> times_done{};
  std::atomic<int> violations = 0;

 private:
  void check(const Queue::Set& set) {
    std::set<std::size_t> keys;
    for (const Wish* wish : set.wishes)
      for (const std::size_t key : wish->collision_keys)
        if (!keys.insert(key).second) ++violations;
    if (set.wishes.empty() || set.wishes.size() > largest_set) ++violations;
  }

  // Like the operation row: what was committed is not done a second time.
  std::vector<Answer> done(const Queue::Set& set) {
    std::vector<Answer> answers;
    for (const Wish* wish : set.wishes) {
      if (!wish->is_poison) times_done[wish->id] = 1;
      answers.emplace_back(wish->id);
    }
    return answers;
  }

  std::array<std::atomic<bool>, lanes> is_running_{};
  std::atomic<unsigned> seeds_ = 0;
};

struct Tally {
  std::atomic<int> answered = 0, refused = 0, poisoned = 0, wrong = 0;
};

void wish_many(int thread, Queue& queue, Runner& runner, Tally& tally) {
  std::minstd_rand chance(1000 + thread);
  for (int i = 0; i < wishes_per_thread; ++i) {
    const int id = thread * wishes_per_thread + i;
    const Wish wish{
        id, {chance() % 50, 50 + chance() % 500}, chance() % 100 == 0};
    const bool is_hasty = chance() % 10 == 0;
    const auto deadline = Clock::now() + (is_hasty ? 200us : 60s);
    try {
      const Answer answer = queue.submit(wish, deadline);
      if (!answer)
        ++(is_hasty ? tally.refused : tally.wrong);
      else if (answer.value() != id || wish.is_poison ||
               runner.times_done[id] != 1)
        ++tally.wrong;
      else
        ++tally.answered;
    } catch (const Poison&) {
      ++(wish.is_poison ? tally.poisoned : tally.wrong);
    }
  }
}

BOOST_AUTO_TEST_CASE(set_queue_answers_every_wish_under_stress) {
  Runner runner;
  Queue queue(lanes, largest_set, std::ref(runner));
  Tally tally;

  {
    std::vector<std::jthread> wishers;
    for (int thread = 0; thread < threads; ++thread)
      wishers.emplace_back(
          [&, thread] { wish_many(thread, queue, runner, tally); });
  }

  BOOST_TEST(tally.answered + tally.refused + tally.poisoned ==
             threads * wishes_per_thread);
  BOOST_TEST(tally.wrong == 0);
  BOOST_TEST(tally.poisoned > 0);
  BOOST_TEST(runner.violations == 0);
  BOOST_TEST(queue.waiting() == 0);
}

}  // namespace
}  // namespace provisor::store
