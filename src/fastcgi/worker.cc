#include "worker.h"

#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <exception>
#include <memory>

#include "exchange.h"
#include "provisor/base/log.h"
#include "serving.h"

namespace provisor::fastcgi {

namespace {

constexpr std::chrono::milliseconds heart_period{1000};
// While a request of the application is late, it is told so this often.
constexpr std::chrono::milliseconds reminder_period{100};

// The supervisor's handlers and mask end at the fork. Ctrl-C and a closed
// terminal reach the whole process group; they are the supervisor's business.
FileDescriptor own_signals() {
  for (const int signal_number : {SIGTERM, SIGCHLD, SIGUSR1})
    signal(signal_number, SIG_DFL);
  for (const int signal_number : {SIGINT, SIGHUP})
    signal(signal_number, SIG_IGN);
  sigset_t only_term;
  sigemptyset(&only_term);
  sigaddset(&only_term, SIGTERM);
  sigprocmask(SIG_SETMASK, &only_term, nullptr);
  return opened(signalfd(-1, &only_term, SFD_CLOEXEC | SFD_NONBLOCK),
                "signalfd");
}

// A supervisor that was killed leaves no workers behind: they drain and end.
void end_with(pid_t supervisor) {
  prctl(PR_SET_PDEATHSIG, SIGTERM);
  // It may have died before the line above.
  if (getppid() != supervisor) raise(SIGTERM);
}

// Each thread holds two descriptors while it serves, and the application has
// its own; the usual soft limit of 1024 would be short for many threads.
void make_room_for(std::uint32_t threads) {
  const rlim_t wanted = 4 * rlim_t{threads} + 256;
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= wanted) return;
  rlimit wider = limit;
  wider.rlim_cur = std::min(wanted, limit.rlim_max);
  // Service managers may forbid the call: then the old limit is what there is.
  if (setrlimit(RLIMIT_NOFILE, &wider) == 0) limit = wider;
  if (limit.rlim_cur < wanted)
    log::warning("few open files allowed",
                 {{"limit", limit.rlim_cur}, {"wanted", wanted}});
}

// The main thread: beats, enforces deadlines, waits for SIGTERM and, after it,
// for the last request.
class Keeper {
 public:
  Keeper(const WorkerPlace& place, Serving& serving, Application& application)
      : place_(place), serving_(serving), application_(application) {}

  void wait_for_sigterm(const FileDescriptor& signals) {
    while (!becomes_readable(signals.number())) look();
  }
  void wait_for_last_thread() {
    while (!becomes_readable(serving_.ended_event())) look();
  }

 private:
  bool becomes_readable(int file);
  void look();

  const WorkerPlace& place_;
  Serving& serving_;
  Application& application_;
  Deadline next_look_{};
};

bool Keeper::becomes_readable(int file) {
  pollfd readable{file, POLLIN, 0};
  return poll(&readable, 1, static_cast<int>(left_until(next_look_).count())) >
         0;
}

void Keeper::look() {
  ++place_.slot.beat;
  const Deadline now = Clock::now();
  const Watchdog::Report report = serving_.watchdog().look(now);
  place_.metrics.deadline_overruns += report.new_overruns;
  // A request that starts while this thread sleeps is not overdue before a
  // whole deadline has passed.
  next_look_ = std::min({report.next_look, now + heart_period,
                         now + place_.settings.request_deadline});
  // At every beat: what it waits for may have shorter deadlines than requests.
  application_.cut_off_overdue();
  if (!report.is_application_late) return;
  next_look_ = std::min(next_look_, now + reminder_period);
  // It did not let go: the thread is lost, and only a new process has it back.
  if (report.longest_overrun > place_.settings.drain)
    ask_for_replacement(place_);
}

void work(const WorkerPlace& place, const FileDescriptor& signals) {
  make_room_for(place.settings.threads);
  Exchange::prepare_process();
  const auto application = place.hooks.make_application();
  Serving serving(place, *application);
  serving.start();
  // A thread may already have found the worker worn.
  auto expected = WorkerPhase::starting;
  place.slot.phase.compare_exchange_strong(expected, WorkerPhase::serving);
  raise_event(place.notice);
  Keeper keeper(place, serving, *application);
  keeper.wait_for_sigterm(signals);
  serving.stop();
  keeper.wait_for_last_thread();
}

}  // namespace

void ask_for_replacement(const WorkerPlace& place) {
  if (place.slot.phase.exchange(WorkerPhase::worn) != WorkerPhase::worn)
    raise_event(place.notice);
}

// _exit: the objects on the supervisor's stack and its exit handlers are not
// this process'.
void become_worker(const WorkerPlace& place) {
  try {
    place.slot.process = getpid();
    place.slot.threads = place.settings.threads;
    const FileDescriptor signals = own_signals();
    end_with(place.supervisor);
    work(place, signals);
  } catch (const std::exception& fault) {
    log::error("worker failed", {{"reason", fault.what()}});
    _exit(1);
  } catch (...) {
    log::error("worker failed");
    _exit(1);
  }
  _exit(0);
}

}  // namespace provisor::fastcgi
