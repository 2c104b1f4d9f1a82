// callers.h — whose call it is, for the log.
//
// A worker remembers which account a key belongs to, and which row of the table
// of keys it is: neither ever changes. It is asked for once the call is done,
// and only about a key not seen before. It grants nothing; the statements ask
// again who calls.

#pragma once

#include "performance.h"
#include "provisor/base/memory.h"
#include "provisor/operations/context.h"

namespace provisor::api {

using CallerMemory = Memory<store::CallerIds>;

// Writes the caller into the notes of the call that came to `outcome`; nobody
// when the key is unknown.
void note_caller(const operations::Context& context,
                 const Outcome<Done>& outcome, CallerMemory& memory);

}  // namespace provisor::api
