// retry.h — when a mail is tried again, and when a mail server.
//
// A mail: the first time after some ten seconds (a busy server, greylisting
// that is quick), then three times as late each time, up to two hours. Each
// wait varies by half, so that mails which a server turned away together do not
// come back together. A server: after some two seconds, then twice as late each
// time, up to two minutes; so mails go on soon after it is back. One that
// refuses us for good, such as our sign-in, waits for somebody who mends that:
// up to half an hour, since providers lock an account that fails too often.

#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>

namespace provisor::mail {

// `wait`, varied by half; `chance` is from [0, 1).
inline std::chrono::milliseconds varied(std::chrono::milliseconds wait,
                                        double chance) {
  const auto whole = static_cast<double>(wait.count());
  return std::chrono::milliseconds(
      static_cast<std::int64_t>(whole * (0.5 + chance)));
}

// `answers` is how many attempts were answered, this one counted.
inline std::chrono::milliseconds wait_after(std::int64_t answers,
                                            double chance) {
  using std::chrono::milliseconds;
  constexpr milliseconds first{10'000}, longest{7'200'000};
  milliseconds wait = first;
  for (std::int64_t i = 1; i < answers && wait < longest; ++i) wait *= 3;
  return varied(std::min(wait, longest), chance);
}

// `failures` is how often the server was not ready, one after the other.
inline std::chrono::milliseconds pause_after(int failures, bool is_refusal,
                                             double chance) {
  using std::chrono::milliseconds;
  const milliseconds first{2'000}, longest{is_refusal ? 1'800'000 : 120'000};
  constexpr int most_doublings = 10;
  const int doublings = std::min(failures - 1, most_doublings);
  return varied(std::min(first * (1 << doublings), longest), chance);
}

}  // namespace provisor::mail
