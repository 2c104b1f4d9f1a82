// connections.h — how many connections to the database the pool may come to.

#pragma once

#include "provisor/config/config.h"

namespace provisor::command {

// A worker has those of its lanes, two operations', and one for each rare
// question. Twice, since a reload has the old workers and the new ones.
int most_connections(const config::Config& config);

}  // namespace provisor::command
