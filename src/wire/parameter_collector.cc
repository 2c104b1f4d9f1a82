#include "parameter_collector.h"

#include "provisor/base/text.h"

namespace provisor::wire {

std::optional<Refused> ParameterCollector::add(std::string name,
                                               std::string value) {
  if (++count_ > parameter_limit) return Refused{Refusal::too_many_parameters};
  if (!knows(name)) return std::nullopt;
  if (!is_utf8(value) || has_nul(value))
    return Refused{Refusal::encoding_malformed, name};
  const auto [sent, is_new] = parameters_.try_emplace(name, value);
  if (!is_new && sent->second != value)
    return Refused{Refusal::parameter_conflicting, name};
  return std::nullopt;
}

}  // namespace provisor::wire
