// get_timezone_list.h — the names of the tz database, for addAccount's
// timezone.

#pragma once

#include <string>
#include <vector>

#include "provisor/base/outcome.h"
#include "provisor/operations/context.h"

namespace provisor::operations {

// Sorted; the key is checked like that of every other method.
Outcome<std::vector<std::string>> get_timezone_list(const Context& context);

}  // namespace provisor::operations
