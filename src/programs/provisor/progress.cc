#include "progress.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <iostream>

namespace provisor::command {
namespace {

constexpr std::size_t width = 30;
constexpr std::chrono::milliseconds redraw{100};
constexpr char clear_line[] = "\r\x1b[K";

}  // namespace

std::string bar_of(const std::string& title, std::uint64_t done,
                   std::uint64_t total, std::int64_t rows,
                   std::chrono::duration<double> taken) {
  const double part = total == 0
                          ? 1
                          : std::min(1.0, static_cast<double>(done) /
                                              static_cast<double>(total));
  const auto filled = static_cast<std::size_t>(part * width);
  const double rate =
      taken.count() > 0 ? static_cast<double>(rows) / taken.count() : 0;
  return fmt::format("{} [{}{}] {:3.0f} %, {} rows, {:.0f}/s", title,
                     std::string(filled, '#'), std::string(width - filled, ' '),
                     part * 100, rows, rate);
}

Progress::Progress(std::string title, std::uint64_t total)
    : title_(std::move(title)),
      total_(total),
      is_terminal_(isatty(STDERR_FILENO) != 0) {}

Progress::~Progress() {
  if (is_terminal_) std::cerr << clear_line << std::flush;
}

void Progress::show(std::uint64_t done, std::int64_t rows) {
  const auto now = Clock::now();
  if (!is_terminal_ || now - drawn_at_ < redraw) return;
  drawn_at_ = now;
  std::cerr << clear_line << bar_of(title_, done, total_, rows, now - start_)
            << std::flush;
}

}  // namespace provisor::command
