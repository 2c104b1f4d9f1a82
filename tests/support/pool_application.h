// pool_application.h — the application of pool_under_test.h.

#pragma once

#include <memory>

#include "provisor/fastcgi/pool.h"
#include "tests/support/pool_under_test.h"

namespace provisor::tests {

std::unique_ptr<fastcgi::Application> make_pool_application(
    PoolControls& controls);

}  // namespace provisor::tests
