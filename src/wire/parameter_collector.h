// parameter_collector.h — the rules for parameters, whatever they came in.

#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "provisor/base/refusal.h"
#include "provisor/wire/parameters.h"

namespace provisor::wire {

class ParameterCollector {
 public:
  // Refuses with too_many_parameters, encoding_malformed,
  // parameter_conflicting. Drops the name `_charset_`, which forms send of
  // their own accord.
  std::optional<Refused> add(std::string name, std::string value);

  Parameters take() { return std::move(parameters_); }

 private:
  Parameters parameters_;
  std::size_t count_ = 0;
};

// What a refusal may call a parameter: its name, but not one that is no text
// or so long that it is no name.
std::string field_of(std::string_view name);

}  // namespace provisor::wire
