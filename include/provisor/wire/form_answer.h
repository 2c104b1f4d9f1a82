// form_answer.h — the bodies that the form API answers with.

#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "provisor/base/refusal.h"

namespace provisor::wire {

// {"message":"success", …} with the integers in the order given.
std::string success_body(
    const std::vector<std::pair<std::string, std::int64_t>>& integers);

// {"error_message":"…","error_code":"symbol","field":"…" or null}
std::string error_body(const Refused& refused);

}  // namespace provisor::wire
