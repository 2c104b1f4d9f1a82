#include <boost/test/unit_test.hpp>

#include <sys/resource.h>
#include <sys/wait.h>

#include <csignal>

#include "tests/support/served_api.h"

namespace provisor::tests {
namespace {

// Inherited by the pool, so that no limit is the reason for what is seen.
struct CoresAllowed {
  CoresAllowed() {
    getrlimit(RLIMIT_CORE, &before);
    const rlimit all{before.rlim_max, before.rlim_max};
    setrlimit(RLIMIT_CORE, &all);
  }
  ~CoresAllowed() { setrlimit(RLIMIT_CORE, &before); }
  rlimit before;
};

struct Pool : CoresAllowed, ServedApi {};

}  // namespace

// The sanitizers' builds are left alone: see core_dump.h.
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
BOOST_FIXTURE_TEST_CASE(a_pool_that_crashes_leaves_no_core, Pool) {
  const int status = end_by(SIGQUIT);

  BOOST_TEST(WIFSIGNALED(status));
  BOOST_TEST(!WCOREDUMP(status));
}
#endif

}  // namespace provisor::tests
