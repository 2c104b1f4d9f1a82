// retry.h — when a mail is tried again.
//
// The first time after some ten seconds (a busy server, greylisting that is
// quick), then three times as late each time, up to two hours. Each wait varies
// by half, so that mails which a server turned away together do not come back
// together.

#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>

namespace provisor::mail {

// `answers` is how many attempts were answered, this one counted; `chance` is
// from [0, 1).
inline std::chrono::milliseconds wait_after(std::int64_t answers,
                                            double chance) {
  using std::chrono::milliseconds;
  constexpr milliseconds first{10'000}, longest{7'200'000};
  milliseconds wait = first;
  for (std::int64_t i = 1; i < answers && wait < longest; ++i) wait *= 3;
  const auto whole = static_cast<double>(std::min(wait, longest).count());
  return milliseconds(static_cast<std::int64_t>(whole * (0.5 + chance)));
}

}  // namespace provisor::mail
