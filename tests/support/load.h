// load.h — requests without pause, from threads of a process of their own.

#pragma once

#include <sys/types.h>

#include <atomic>
#include <cstdint>
#include <filesystem>

#include "provisor/base/shared.h"

namespace provisor::tests {

class Load {
 public:
  // Sends GET `path` over `connections` at once, each answer followed by the
  // next request, until stop().
  Load(const std::filesystem::path& socket, const char* path,
       unsigned connections);
  ~Load();

  // After this no request is under way.
  void stop();

  // Requests answered with 200, and all others.
  std::uint64_t answered() const { return counts_->answered; }
  std::uint64_t failed() const { return counts_->failed; }
  // False when no such number of further answers came.
  bool goes_on(std::uint64_t further_answers) const;

 private:
  struct Counts {
    std::atomic<bool> is_stopping;
    std::atomic<std::uint64_t> answered;
    std::atomic<std::uint64_t> failed;
  };

  Shared<Counts> counts_;
  pid_t process_ = -1;
};

}  // namespace provisor::tests
