#include "connections.h"

#include <algorithm>
#include <thread>

namespace provisor::command {

int most_connections(const config::Config& config) {
  const auto workers = config.pool.workers
                           ? config.pool.workers
                           : std::max(2u, std::thread::hardware_concurrency());
  return static_cast<int>(2 * workers * (2 * config.database.lanes + 8));
}

}  // namespace provisor::command
