#include "tests/support/load.h"

#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <system_error>
#include <thread>
#include <vector>

#include "tests/support/fastcgi_client.h"
#include "tests/support/pool_under_test.h"

namespace provisor::tests {

namespace {

bool is_answered(const std::filesystem::path& socket,
                 const FastcgiParameters& request) {
  try {
    const auto answer = fastcgi_call(socket, request);
    return answer && answer->status == 200;
  } catch (const std::system_error&) {
    return false;
  }
}

}  // namespace

Load::Load(const std::filesystem::path& socket, const char* path,
           unsigned connections) {
  std::fflush(nullptr);  // or the child would write it once more
  process_ = fork();
  if (process_ != 0) return;
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  {
    std::vector<std::jthread> threads;
    for (unsigned i = 0; i < connections; ++i)
      threads.emplace_back([&] {
        const auto request = fastcgi_get(path);
        while (!counts_->is_stopping)
          ++(is_answered(socket, request) ? counts_->answered
                                          : counts_->failed);
      });
  }
  _exit(0);
}

Load::~Load() { stop(); }

void Load::stop() {
  if (process_ < 0) return;
  counts_->is_stopping = true;
  waitpid(process_, nullptr, 0);
  process_ = -1;
}

bool Load::goes_on(std::uint64_t further_answers) const {
  const std::uint64_t goal = answered() + further_answers;
  return eventually([&] { return answered() >= goal; });
}

}  // namespace provisor::tests
