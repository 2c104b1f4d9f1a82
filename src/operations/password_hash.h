// password_hash.h — the hash of a password, in its turn.

#pragma once

#include <functional>
#include <optional>
#include <string>

#include "provisor/base/outcome.h"
#include "provisor/operations/context.h"

namespace provisor::operations {

// The slot is free again when this returns. Refuses with busy when none was
// free in time; `still_refused` is asked after a wait, in which much may have
// changed.
Outcome<std::string> hashed(
    Services& services, const Secret& password, Deadline deadline,
    const std::function<std::optional<Refused>()>& still_refused = {});

}  // namespace provisor::operations
