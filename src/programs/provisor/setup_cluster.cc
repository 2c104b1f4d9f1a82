#include "setup_cluster.h"

#include <fmt/format.h>

#include "setup.h"

namespace provisor::command {
namespace {

std::string list_of(const std::vector<Cluster>& clusters) {
  std::string text;
  for (const auto& cluster : clusters)
    text += fmt::format("{}{} on port {}", text.empty() ? "" : ", ",
                        name_of(cluster), cluster.port);
  return text.empty() ? "there is no cluster" : "there is " + text;
}

}  // namespace

std::optional<Cluster> cluster_in(const std::vector<Cluster>& clusters) {
  std::optional<Cluster> found;
  for (const auto& cluster : clusters)
    if (cluster.port == default_port &&
        (!found || cluster.status.starts_with("online")))
      found = cluster;
  return found;
}

Cluster our_cluster() {
  const auto clusters = clusters_here();
  if (const auto found = cluster_in(clusters)) return *found;
  throw SetupFailure(
      fmt::format("No PostgreSQL cluster of this machine has port {}, where "
                  "provisor looks for it: {}.",
                  default_port, list_of(clusters)),
      fmt::format("Set port = {} in the postgresql.conf of the one that is to "
                  "be used; or name its port in [database] of provisor.toml, "
                  "make its database by hand as docs/installation.md says, "
                  "and run setup for the rest.",
                  default_port));
}

std::string unit_of(const Cluster& cluster) {
  return fmt::format("postgresql@{}-{}.service", cluster.version, cluster.name);
}

}  // namespace provisor::command
