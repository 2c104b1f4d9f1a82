#include "store/set_queue.h"

#include <future>
#include <set>
#include <stdexcept>
#include <thread>

#include <boost/test/unit_test.hpp>

#include "provisor/base/outcome.h"

using namespace std::chrono_literals;

namespace provisor::store {
namespace {

struct Wish {
  int id;
  std::vector<std::size_t> collision_keys = {};
};
using Answer = Outcome<int>;
using Queue = SetQueue<Wish, Answer>;
using Ids = std::vector<int>;

// A queue whose sets are recorded, and held while the test lines up wishes.
struct Line {
  explicit Line(std::size_t lanes = 1, std::size_t largest_set = 8)
      : queue(lanes, largest_set,
              [this](const auto& set) { return run(set); }) {}

  std::vector<Answer> run(const Queue::Set& set) {
    Ids ids;
    for (const Wish* wish : set.wishes) ids.push_back(wish->id);
    std::unique_lock lock(mutex);
    sets.push_back(ids);
    changed.notify_all();
    changed.wait(lock, [&] { return !is_held; });
    const auto fails = failure;
    lock.unlock();
    if (fails) fails(ids);
    return {ids.begin(), ids.end()};
  }

  std::future<Answer> wish(Wish wish, Deadline deadline = Clock::now() + 60s) {
    const auto before = queue.waiting();
    auto answer = std::async(
        std::launch::async, [=, this] { return queue.submit(wish, deadline); });
    if (is_held)
      while (queue.waiting() == before) std::this_thread::yield();
    return answer;
  }

  // The first wish runs and stays with its runner until release().
  std::future<Answer> hold(int id = 0) {
    is_held = true;
    auto answer = std::async(std::launch::async, [=, this] {
      return queue.submit({id}, Clock::now() + 60s);
    });
    wait_for_sets(1);
    return answer;
  }

  void wait_for_sets(std::size_t count) {
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return sets.size() >= count; });
  }

  void release(std::function<void(const Ids&)> with = {}) {
    const std::lock_guard lock(mutex);
    failure = std::move(with);
    is_held = false;
    changed.notify_all();
  }

  Queue queue;
  std::mutex mutex;
  std::condition_variable changed;
  std::atomic<bool> is_held = false;
  std::function<void(const Ids&)> failure;
  std::vector<Ids> sets;
};

struct Broken : std::runtime_error {
  using std::runtime_error::runtime_error;
};

bool is_refused(std::future<Answer>& answer, Refusal refusal) {
  const Answer outcome = answer.get();
  return !outcome && outcome.refusal() == refusal;
}

BOOST_AUTO_TEST_SUITE(set_queue)

BOOST_AUTO_TEST_CASE(runs_a_lonely_wish_at_once) {
  Line line;

  const Answer answer = line.queue.submit({7}, Clock::now() + 60s);

  BOOST_TEST(answer.value() == 7);
  BOOST_TEST(line.sets == std::vector<Ids>({{7}}));
}

BOOST_AUTO_TEST_CASE(makes_one_set_of_all_who_came_while_another_ran) {
  Line line;
  auto first = line.hold(0);
  auto a = line.wish({1}), b = line.wish({2}), c = line.wish({3});

  line.release();

  BOOST_TEST(first.get().value() == 0);
  BOOST_TEST(a.get().value() + b.get().value() * 10 + c.get().value() * 100 ==
             321);
  BOOST_TEST(line.sets == std::vector<Ids>({{0}, {1, 2, 3}}));
}

BOOST_AUTO_TEST_CASE(keeps_sets_within_their_bound) {
  Line line(1, 2);
  auto first = line.hold(0);
  auto a = line.wish({1}), b = line.wish({2}), c = line.wish({3});

  line.release();

  BOOST_TEST(a.get().value() + b.get().value() + c.get().value() == 6);
  BOOST_TEST(line.sets == std::vector<Ids>({{0}, {1, 2}, {3}}));
}

BOOST_AUTO_TEST_CASE(lets_nobody_overtake_who_collides) {
  Line line;
  auto first = line.hold(0);
  auto a = line.wish({1, {10}}), b = line.wish({2, {10, 20}}),
       c = line.wish({3, {20}}), d = line.wish({4, {30}});

  line.release();

  for (auto* answer : {&a, &b, &c, &d}) BOOST_TEST(!!answer->get());
  BOOST_TEST(line.sets == std::vector<Ids>({{0}, {1, 4}, {2}, {3}}));
}

BOOST_AUTO_TEST_CASE(runs_sets_on_all_lanes_at_once) {
  Line line(2);
  auto first = line.hold(0);

  auto second =
      std::async([&] { return line.queue.submit({1}, Clock::now() + 60s); });
  line.wait_for_sets(2);
  line.release();

  BOOST_TEST(first.get().value() + second.get().value() == 1);
}

BOOST_AUTO_TEST_CASE(splits_a_set_that_fails_so_that_only_the_culprit_does) {
  Line line;
  auto first = line.hold(0);
  auto a = line.wish({1}), culprit = line.wish({2}), c = line.wish({3});

  line.release([](const Ids& ids) {
    if (std::ranges::count(ids, 2) > 0) throw Broken("wish 2");
  });

  BOOST_TEST(a.get().value() == 1);
  BOOST_CHECK_THROW((void)culprit.get(), Broken);
  BOOST_TEST(c.get().value() == 3);
  BOOST_TEST(line.sets == std::vector<Ids>({{0}, {1, 2, 3}, {1}, {2}, {3}}));
}

BOOST_AUTO_TEST_CASE(runs_each_member_of_a_lost_set_again_and_alone) {
  Line line;
  auto first = line.hold(0);
  auto a = line.wish({1}), b = line.wish({2});

  line.release([](const Ids& ids) {
    if (ids.size() > 1) throw Lost("connection");
  });

  BOOST_TEST(a.get().value() + b.get().value() == 3);
  BOOST_TEST(line.sets == std::vector<Ids>({{0}, {1, 2}, {1}, {2}}));
}

BOOST_AUTO_TEST_CASE(keeps_a_set_together_while_the_database_is_away) {
  Line line;
  auto first = line.hold(0);
  auto a = line.wish({1}), b = line.wish({2});
  std::atomic<int> failures = 0;

  line.release([&](const Ids& ids) {
    if (ids.size() > 1 && ++failures < 4) throw Away("database");
  });

  BOOST_TEST(a.get().value() + b.get().value() == 3);
  BOOST_TEST(line.sets.size() == 5);
  BOOST_TEST(line.sets.back() == Ids({1, 2}));
}

BOOST_AUTO_TEST_CASE(refuses_as_busy_who_was_not_taken_up_in_time) {
  Line line;
  auto first = line.hold(0);

  const Answer late = line.queue.submit({1}, Clock::now() + 20ms);

  BOOST_TEST((late.refusal() == Refusal::busy));
  line.release();
  BOOST_TEST(first.get().value() == 0);
  BOOST_TEST(line.queue.submit({2}, Clock::now() + 60s).value() == 2);
  BOOST_TEST(line.sets == std::vector<Ids>({{0}, {2}}));
}

BOOST_AUTO_TEST_CASE(lets_go_in_time_of_who_was_taken_up_but_not_answered) {
  Line line;
  auto first = line.hold(0);
  auto leader = line.wish({1});
  auto late = line.wish({2}, Clock::now() + 2s);
  std::promise<void> refused;

  line.release([&](const Ids& ids) {
    if (ids.size() == 1) return;
    refused.get_future().wait();
    throw Lost("connection");
  });

  BOOST_TEST(is_refused(late, Refusal::unavailable));
  refused.set_value();
  BOOST_TEST(leader.get().value() == 1);
  BOOST_TEST(line.sets == std::vector<Ids>({{0}, {1, 2}, {1}}));
  BOOST_TEST(line.queue.waiting() == 0);
}

BOOST_AUTO_TEST_CASE(members_of_a_failed_set_come_before_who_came_later) {
  Line line;
  auto first = line.hold(0);
  auto a = line.wish({1}), b = line.wish({2});
  std::future<Answer> late;

  line.release([&](const Ids& ids) {
    if (ids.size() == 1) return;
    late = line.wish({3});
    while (line.queue.waiting() == 0) std::this_thread::yield();
    throw Broken("set");
  });

  BOOST_TEST(a.get().value() + b.get().value() == 3);
  BOOST_TEST(late.get().value() == 3);
  BOOST_TEST(line.sets == std::vector<Ids>({{0}, {1, 2}, {1}, {2}, {3}}));
}

BOOST_AUTO_TEST_CASE(refuses_as_unavailable_when_the_database_stays_away) {
  Line line;
  line.release([](const Ids&) { throw Away("database"); });

  auto a = line.wish({1}, Clock::now() + 100ms);
  auto b = line.wish({2}, Clock::now() + 50ms);

  BOOST_TEST(is_refused(a, Refusal::unavailable));
  BOOST_TEST(is_refused(b, Refusal::unavailable));
}

BOOST_AUTO_TEST_CASE(the_next_in_line_leads_when_the_head_leaves) {
  Line line;
  std::atomic<bool> is_away = true;
  line.release([&](const Ids&) {
    if (is_away) throw Away("database");
  });
  auto head = line.wish({1}, Clock::now() + 100ms);
  line.wait_for_sets(1);
  auto next = line.wish({2}, Clock::now() + 10s);

  BOOST_TEST(is_refused(head, Refusal::unavailable));
  is_away = false;

  BOOST_TEST(next.get().value() == 2);
}

BOOST_AUTO_TEST_CASE(takes_a_wrong_number_of_answers_for_a_fault) {
  Queue queue(1, 8, [](const auto&) { return std::vector<Answer>{}; });

  BOOST_CHECK_THROW((void)queue.submit({1}, Clock::now() + 60s),
                    std::logic_error);
}

// Its keys are looked at when a leader gathers its set.
struct ScarceKeys {
  bool is_out_of_memory;
  const std::size_t* begin() const {
    if (is_out_of_memory) throw std::bad_alloc();
    return nullptr;
  }
  const std::size_t* end() const { return nullptr; }
};
struct ScarceWish {
  ScarceKeys collision_keys;
};

BOOST_AUTO_TEST_CASE(who_cannot_gather_a_set_leaves_the_line) {
  SetQueue<ScarceWish, Answer> queue(1, 8, [](const auto& set) {
    return std::vector<Answer>(set.wishes.size(), 1);
  });

  BOOST_CHECK_THROW((void)queue.submit({{true}}, Clock::now() + 60s),
                    std::bad_alloc);

  BOOST_TEST(queue.waiting() == 0u);
  BOOST_TEST(!!queue.submit({{false}}, Clock::now() + 60s));
}

BOOST_AUTO_TEST_CASE(notes_apart_how_long_a_wish_waited_and_ran) {
  Line line;
  const auto notes_of = [&](int id) {
    return std::async(std::launch::async, [&line, id] {
      // Boost.Test is for one thread at a time.
      if (!line.queue.submit({id}, Clock::now() + 60s))
        throw std::runtime_error("the wish was not run");
      return call_notes();
    });
  };
  line.is_held = true;
  auto running = notes_of(0);
  line.wait_for_sets(1);
  auto waiting = notes_of(1);
  while (line.queue.waiting() == 0) std::this_thread::yield();
  const auto until = Clock::now() + 20ms;
  while (Clock::now() < until) std::this_thread::yield();

  line.release();

  const auto ran = running.get(), waited = waiting.get();
  BOOST_TEST((ran.in_database >= 20ms));
  BOOST_TEST((ran.waited_for_database < ran.in_database));
  BOOST_TEST((waited.waited_for_database >= 20ms));
  BOOST_TEST((waited.in_database > 0ms));
  BOOST_TEST((waited.in_database < waited.waited_for_database));
}

BOOST_AUTO_TEST_CASE(notes_a_wish_that_gives_up_as_having_waited) {
  Line line;
  auto first = line.hold();
  call_notes() = {};

  const auto answer = line.queue.submit({1}, Clock::now() + 5ms);

  BOOST_TEST(!answer);
  BOOST_TEST((call_notes().waited_for_database >= 5ms));
  BOOST_TEST((call_notes().in_database == 0ms));
  line.release();
  BOOST_TEST(!!first.get());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace provisor::store
