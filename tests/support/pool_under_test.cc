#include "tests/support/pool_under_test.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include "tests/support/pool_application.h"

namespace provisor::tests {

namespace {

int bound_socket(int type, const std::filesystem::path& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
  const int made = socket(AF_UNIX, type | SOCK_CLOEXEC, 0);
  if (bind(made, reinterpret_cast<const sockaddr*>(&address), sizeof address) !=
      0)
    throw std::runtime_error("bind " + path.native());
  return made;
}

fastcgi::PoolSettings settings_from(const PoolControls& controls,
                                    const std::filesystem::path& socket) {
  if (controls.is_settings_failing)
    throw std::runtime_error("line 7: nonsense");
  return {socket,
          controls.workers,
          controls.threads,
          controls.requests_per_worker,
          std::chrono::milliseconds(controls.deadline_ms),
          std::chrono::milliseconds(controls.drain_ms)};
}

}  // namespace

bool eventually(const std::function<bool()>& condition) {
  const Deadline limit = Clock::now() + std::chrono::seconds(30);
  while (!condition()) {
    if (Clock::now() > limit) return false;
    poll(nullptr, 0, 1);
  }
  return true;
}

TemporaryDirectory::TemporaryDirectory() {
  std::string name =
      (std::filesystem::temp_directory_path() / "provisor-XXXXXX").native();
  if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("mkdtemp");
  path_ = name;
}

TemporaryDirectory::~TemporaryDirectory() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

PoolUnderTest::PoolUnderTest(const Options& options)
    : socket_name_(options.socket_name) {
  controls_->workers = options.workers;
  controls_->threads = options.threads;
  controls_->requests_per_worker = options.requests_per_worker;
  controls_->deadline_ms = options.deadline_ms;
  controls_->drain_ms = options.drain_ms;
  if (options.is_socket_inherited) {
    listener_ = bound_socket(SOCK_STREAM, socket());
    listen(listener_, 4096);
  }
  if (options.is_notifying)
    notifications_ =
        bound_socket(SOCK_DGRAM | SOCK_NONBLOCK, directory_ / "notify");
  start();
}

PoolUnderTest::~PoolUnderTest() {
  controls_->is_gate_open = true;
  if (supervisor_ > 0) signal(SIGTERM);
  if (supervisor_ > 0 && !exit_status()) kill(supervisor_, SIGKILL);
  if (listener_ >= 0) close(listener_);
  if (notifications_ >= 0) close(notifications_);
}

void PoolUnderTest::start() {
  std::fflush(nullptr);  // or the child would write it once more
  supervisor_ = fork();
  if (supervisor_ == 0) become_supervisor();
}

void PoolUnderTest::become_supervisor() {
  prctl(PR_SET_PDEATHSIG, SIGTERM);
  const int log =
      open((directory_ / "log").c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
  dup2(log, STDERR_FILENO);
  if (listener_ >= 0) {
    dup2(listener_, 3);
    setenv("LISTEN_PID", std::to_string(getpid()).c_str(), 1);
    setenv("LISTEN_FDS", "1", 1);
  }
  if (notifications_ >= 0) {
    setenv("NOTIFY_SOCKET", (directory_ / "notify").c_str(), 1);
    setenv("WATCHDOG_USEC", "150000", 1);
    unsetenv("WATCHDOG_PID");
  }
  try {
    const fastcgi::PoolHooks hooks{
        [this] { return settings_from(*controls_, socket()); },
        [this] { return make_pool_application(*controls_); },
        [this](pid_t worker) { controls_->last_gone = worker; }};
    _exit(fastcgi::run_pool(hooks, *state_, *metrics_));
  } catch (const std::exception& fault) {
    std::fprintf(stderr, "fault: %s\n", fault.what());
    _exit(70);
  }
}

void PoolUnderTest::wait_until_serving() const {
  if (!eventually([this] { return workers().size() == controls_->workers; }))
    throw std::runtime_error("the pool does not serve:\n" + log());
}

void PoolUnderTest::signal(int number) const { kill(supervisor_, number); }

std::optional<int> PoolUnderTest::exit_status() {
  int status = 0;
  if (!eventually([&] {
        return waitpid(supervisor_, &status, WNOHANG) == supervisor_;
      }))
    return std::nullopt;
  supervisor_ = -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

std::vector<pid_t> PoolUnderTest::workers() const {
  std::vector<pid_t> found;
  for (const fastcgi::WorkerSlot& slot : state_->slots)
    if (slot.process != 0 && slot.phase != fastcgi::WorkerPhase::starting)
      found.push_back(slot.process);
  return found;
}

fastcgi::WorkerSlot& PoolUnderTest::slot_of(pid_t worker) const {
  for (fastcgi::WorkerSlot& slot : state_->slots)
    if (slot.process == worker) return slot;
  throw std::runtime_error("no such worker");
}

std::uint32_t PoolUnderTest::busy_threads() const {
  std::uint32_t busy = 0;
  for (const fastcgi::WorkerSlot& slot : state_->slots) busy += slot.busy;
  return busy;
}

std::string PoolUnderTest::log() const {
  std::ifstream file(directory_ / "log");
  return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<std::string> PoolUnderTest::notifications() {
  std::vector<std::string> received;
  char text[1024];
  for (;;) {
    const ssize_t size = recv(notifications_, text, sizeof text, 0);
    if (size < 0) return received;
    received.emplace_back(text, static_cast<std::size_t>(size));
  }
}

}  // namespace provisor::tests
