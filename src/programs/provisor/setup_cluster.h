// setup_cluster.h — which of this machine's PostgreSQL clusters is ours: the
// one that the programs reach, whose connection strings name no port.

#pragma once

#include <optional>
#include <string>

namespace provisor::command {

// Of libpq, and of a Debian machine's first cluster.
constexpr char default_port[] = "5432";

struct Cluster {
  std::string version, name;
};

// Out of what `pg_lsclusters -h` prints; nothing: none has that port. Of two
// with one port only one can run, and that is meant.
std::optional<Cluster> cluster_in(const std::string& listing);

// The one of this machine. Throws SetupFailure when there is none.
Cluster our_cluster();

// As Debian writes it, "17/main"; and what systemd calls it.
std::string name_of(const Cluster& cluster);
std::string unit_of(const Cluster& cluster);

}  // namespace provisor::command
