// outcome.h — the result of an operation, or the reason why there is none.

#pragma once

#include <cassert>
#include <utility>
#include <variant>

#include "provisor/base/refusal.h"

namespace provisor {

template <class T>
class [[nodiscard]] Outcome {
 public:
  Outcome(T value) : state_(std::move(value)) {}
  Outcome(Refused refused) : state_(std::move(refused)) {}
  Outcome(Refusal refusal) : state_(Refused{refusal}) {}

  explicit operator bool() const { return std::holds_alternative<T>(state_); }

  // The result; only when the outcome is true.
  T& value() & { return std::get<T>(state_); }
  const T& value() const& { return std::get<T>(state_); }
  T&& value() && { return std::get<T>(std::move(state_)); }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

  // The reason; only when the outcome is false.
  const Refused& refused() const { return std::get<Refused>(state_); }
  Refusal refusal() const { return refused().refusal; }

 private:
  std::variant<T, Refused> state_;
};

}  // namespace provisor
