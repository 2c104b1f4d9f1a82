// core_dump.h — no copy of this process' memory on disk.

#pragma once

namespace provisor {

// Its memory holds keys and passwords as they came. So the kernel writes no
// core of it, nor of its children to come, whatever the limits of the service
// say, and other processes of its user cannot look into it. To debug one,
// comment the call out. A build with sanitizers is left alone: their leak check
// looks into the process like a debugger.
void forbid_core_dumps();

}  // namespace provisor
