// A semaphore whose owners may be killed: a slot is taken by writing one's
// process id into it, so the supervisor can tell whose slots to free. Who finds
// none sleeps on the futex `freed`, which counts the slots freed so far.
//
// No wake-up is lost: a waiter announces itself, reads `freed`, looks for a
// slot, and sleeps only if `freed` is still what it was; who frees a slot does
// so first, then changes `freed`, then looks for waiters. The announcement
// and the three steps are sequentially consistent, so one sees the other. A
// killed waiter stays announced for ever, which costs a system call per hash;
// the wake-up that it took with it is made up for by release_slots_of.

#include "provisor/auth/hash_admission.h"

#include <linux/futex.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <climits>
#include <cstddef>
#include <stdexcept>
#include <utility>

#include "provisor/base/call_notes.h"

namespace provisor::auth {
namespace {

// The kernel looks at the word itself.
static_assert(sizeof(std::atomic<std::uint32_t>) == sizeof(std::uint32_t));
static_assert(std::atomic<std::uint32_t>::is_always_lock_free);
static_assert(std::atomic<std::int32_t>::is_always_lock_free);

// Not FUTEX_PRIVATE_FLAG: the waiters are in other processes.
void wake(std::atomic<std::uint32_t>& word, int most) {
  syscall(SYS_futex, &word, FUTEX_WAKE, most, nullptr, nullptr, 0);
}

// Returns when the word changed, at the deadline, or early for no reason. The
// bitset form takes an instant of CLOCK_MONOTONIC, which steady_clock reads.
void sleep_while(std::atomic<std::uint32_t>& word, std::uint32_t value,
                 Deadline deadline) {
  const auto since_boot = deadline.time_since_epoch();
  const auto whole = std::chrono::floor<std::chrono::seconds>(since_boot);
  const timespec until{
      .tv_sec = whole.count(),
      .tv_nsec = std::chrono::nanoseconds(since_boot - whole).count()};
  syscall(SYS_futex, &word, FUTEX_WAIT_BITSET, value, &until, nullptr,
          FUTEX_BITSET_MATCH_ANY);
}

std::optional<std::size_t> take_slot(HashSlots& slots, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) {
    std::int32_t nobody = 0;
    if (slots.owner[i].compare_exchange_strong(nobody, getpid())) return i;
  }
  return std::nullopt;
}

std::optional<std::size_t> wait_for_slot(HashSlots& slots, std::size_t count,
                                         Deadline deadline) {
  std::optional<std::size_t> taken;
  slots.waiting.fetch_add(1);
  while (true) {
    const auto freed_before = slots.freed.load();
    taken = take_slot(slots, count);
    if (taken || Clock::now() >= deadline) break;
    sleep_while(slots.freed, freed_before, deadline);
  }
  slots.waiting.fetch_sub(1);
  return taken;
}

}  // namespace

HashAdmission::HashAdmission(HashSlots& slots, std::size_t count,
                             std::size_t most_waiting, Metrics& metrics)
    : slots_(slots),
      count_(count),
      most_waiting_(most_waiting),
      metrics_(metrics) {
  if (count < 1 || count > HashSlots::most)
    throw std::invalid_argument("hash slots: a number from 1 to 64");
}

HashAdmission::Ticket::Ticket(HashSlots& slots, std::size_t index,
                              bool had_to_wait)
    : slots_(&slots), index_(index), had_to_wait_(had_to_wait) {}

HashAdmission::Ticket::Ticket(Ticket&& other) noexcept
    : slots_(std::exchange(other.slots_, nullptr)),
      index_(other.index_),
      had_to_wait_(other.had_to_wait_) {}

HashAdmission::Ticket::~Ticket() {
  if (slots_ == nullptr) return;
  slots_->owner[index_].store(0);
  slots_->freed.fetch_add(1);
  if (slots_->waiting.load() > 0) wake(slots_->freed, 1);
}

std::optional<std::size_t> HashAdmission::wait_in_line(Deadline deadline) {
  std::optional<std::size_t> taken;
  if (waiting_here_.fetch_add(1) < most_waiting_) {
    const Stretch wait(&CallNotes::waited_for_hash);
    taken = wait_for_slot(slots_, count_, deadline);
    metrics_.hash_waits.fetch_add(1);
  }
  waiting_here_.fetch_sub(1);
  return taken;
}

std::optional<HashAdmission::Ticket> HashAdmission::admit(Deadline deadline) {
  const auto start = Clock::now();
  auto taken = take_slot(slots_, count_);
  const bool has_to_wait = !taken;
  if (has_to_wait) taken = wait_in_line(deadline);
  metrics_.hash_wait.count(has_to_wait ? Clock::now() - start
                                       : Clock::duration::zero());
  if (!taken) {
    metrics_.hash_timeouts.fetch_add(1);
    return std::nullopt;
  }
  metrics_.hashes.fetch_add(1);
  return Ticket(slots_, *taken, has_to_wait);
}

// Everyone is woken, also when the process held no slot: it may have been
// killed between being woken and taking the slot that was freed for it.
void HashAdmission::release_slots_of(HashSlots& slots, pid_t process) {
  for (auto& owner : slots.owner) {
    std::int32_t held = process;
    owner.compare_exchange_strong(held, 0);
  }
  slots.freed.fetch_add(1);
  wake(slots.freed, INT_MAX);
}

}  // namespace provisor::auth
