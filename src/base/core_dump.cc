#include "provisor/base/core_dump.h"

#include <sys/prctl.h>

#include <cerrno>
#include <system_error>

namespace provisor {

void forbid_core_dumps() {
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
  if (prctl(PR_SET_DUMPABLE, 0) != 0)
    throw std::system_error(errno, std::generic_category(), "prctl");
#endif
}

}  // namespace provisor
