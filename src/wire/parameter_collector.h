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
  explicit ParameterCollector(IsKnown is_known) : knows(is_known) {}

  const IsKnown knows;

  // Refuses with too_many_parameters, encoding_malformed,
  // parameter_conflicting. Drops what nobody knows.
  std::optional<Refused> add(std::string name, std::string value);

  Parameters take() { return std::move(parameters_); }

 private:
  Parameters parameters_;
  std::size_t count_ = 0;
};

}  // namespace provisor::wire
