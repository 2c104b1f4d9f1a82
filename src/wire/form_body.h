// form_body.h — the two forms of a body, read into a collector that may hold
// parameters of the query string already.

#pragma once

#include <optional>
#include <string_view>

#include "header_value.h"
#include "parameter_collector.h"
#include "provisor/base/refusal.h"

namespace provisor::wire {

std::optional<Refused> collect_urlencoded(std::string_view text,
                                          ParameterCollector& collector);

// `type` is the header Content-Type of the whole body.
std::optional<Refused> collect_multipart(std::string_view body,
                                         const HeaderValue& type,
                                         ParameterCollector& collector);

}  // namespace provisor::wire
