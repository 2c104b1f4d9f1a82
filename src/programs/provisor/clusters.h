// clusters.h — the PostgreSQL clusters of this machine, as Debian keeps them.

#pragma once

#include <string>
#include <vector>

namespace provisor::command {

// Of libpq, and of a Debian machine's first cluster.
constexpr char default_port[] = "5432";

struct Cluster {
  std::string version, name, port, status, owner, data;
};

// None where PostgreSQL is not installed.
std::vector<Cluster> clusters_here();

// Out of what `pg_lsclusters -h` prints.
std::vector<Cluster> clusters_in(const std::string& listing);

// As Debian writes it, "17/main".
std::string name_of(const Cluster& cluster);

}  // namespace provisor::command
