#include "parameter_collector.h"

#include "provisor/base/text.h"

namespace provisor::wire {
namespace {

bool is_text(std::string_view bytes) {
  return is_utf8(bytes) && !has_nul(bytes);
}

}  // namespace

std::optional<Refused> ParameterCollector::add(std::string name,
                                               std::string value) {
  if (++count_ > parameter_limit) return Refused{Refusal::too_many_parameters};
  if (!is_text(name) || !is_text(value))
    return Refused{Refusal::encoding_malformed, field_of(name)};
  if (name == "_charset_") return std::nullopt;
  const auto [known, is_new] = parameters_.try_emplace(std::move(name), value);
  if (!is_new && known->second != value)
    return Refused{Refusal::parameter_conflicting, field_of(known->first)};
  return std::nullopt;
}

std::string field_of(std::string_view name) {
  constexpr std::size_t longest = 64;
  if (name.size() > longest || !is_text(name)) return "";
  return std::string(name);
}

}  // namespace provisor::wire
