// progress.h — a bar on the terminal while a long command works.

#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace provisor::command {

// "Checking [#######             ]  36 %, 12000 rows, 9800/s"; `done` and
// `total` are bytes.
std::string bar_of(const std::string& title, std::uint64_t done,
                   std::uint64_t total, std::int64_t rows,
                   std::chrono::duration<double> taken);

// Draws on standard error, ten times a second at most, and only on a terminal;
// the line is gone when this ends.
class Progress {
 public:
  Progress(std::string title, std::uint64_t total);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void show(std::uint64_t done, std::int64_t rows);

 private:
  using Clock = std::chrono::steady_clock;

  const std::string title_;
  const std::uint64_t total_;
  const bool is_terminal_;
  const Clock::time_point start_ = Clock::now();
  Clock::time_point drawn_at_{};
};

}  // namespace provisor::command
