// setup_cluster.h — which of this machine's PostgreSQL clusters is ours: the
// one that the programs reach, whose connection strings name no port.

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "clusters.h"

namespace provisor::command {

// Nothing: none has the default port. Of two with one port only one can run,
// and that is meant.
std::optional<Cluster> cluster_in(const std::vector<Cluster>& clusters);

// The one of this machine. Throws SetupFailure when there is none.
Cluster our_cluster();

// What systemd calls it.
std::string unit_of(const Cluster& cluster);

}  // namespace provisor::command
