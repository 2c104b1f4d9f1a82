#include "provisor/wire/parameters.h"

#include "form_body.h"

namespace provisor::wire {
namespace {

std::optional<Refused> collect_body(std::string_view body,
                                    std::string_view content_type,
                                    ParameterCollector& collector) {
  const auto type = read_header_value(content_type);
  if (!type) return Refused{Refusal::content_type_unsupported};
  if (type->main == "multipart/form-data")
    return collect_multipart(body, *type, collector);
  if (type->main.empty() || type->main == "application/x-www-form-urlencoded")
    return collect_urlencoded(body, collector);
  return Refused{Refusal::content_type_unsupported};
}

}  // namespace

Outcome<Parameters> read_parameters(std::string_view query,
                                    std::string_view content_type,
                                    std::string_view body, IsKnown is_known) {
  ParameterCollector collector(is_known);
  if (auto refused = collect_urlencoded(query, collector)) return *refused;
  if (body.empty()) return collector.take();
  if (auto refused = collect_body(body, content_type, collector))
    return *refused;
  return collector.take();
}

}  // namespace provisor::wire
