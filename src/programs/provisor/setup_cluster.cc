#include "setup_cluster.h"

#include <fmt/format.h>

#include "execute.h"
#include "lines.h"
#include "setup.h"

namespace provisor::command {
namespace {

struct Row {
  Cluster cluster;
  std::string port, status;
};

std::vector<Row> rows_of(const std::string& listing) {
  std::vector<Row> rows;
  for (const auto& line : lines_of(listing)) {
    std::istringstream words(line);
    Row row;
    if (words >> row.cluster.version >> row.cluster.name >> row.port >>
        row.status)
      rows.push_back(row);
  }
  return rows;
}

std::string list_of(const std::vector<Row>& rows) {
  std::string text;
  for (const auto& row : rows)
    text += fmt::format("{}{} on port {}", text.empty() ? "" : ", ",
                        name_of(row.cluster), row.port);
  return text.empty() ? "there is no cluster" : "there is " + text;
}

}  // namespace

std::optional<Cluster> cluster_in(const std::string& listing) {
  std::optional<Cluster> found;
  for (const auto& row : rows_of(listing))
    if (row.port == default_port &&
        (!found || row.status.starts_with("online")))
      found = row.cluster;
  return found;
}

Cluster our_cluster() {
  const auto listing = execute({"pg_lsclusters", "-h"}).output;
  if (const auto found = cluster_in(listing)) return *found;
  throw SetupFailure(
      fmt::format("No PostgreSQL cluster of this machine has port {}, where "
                  "provisor looks for it: {}.",
                  default_port, list_of(rows_of(listing))),
      fmt::format("Set port = {} in the postgresql.conf of the one that is to "
                  "be used; or name its port in [database] of provisor.toml, "
                  "make its database by hand as docs/installation.md says, "
                  "and run setup for the rest.",
                  default_port));
}

std::string name_of(const Cluster& cluster) {
  return cluster.version + "/" + cluster.name;
}

std::string unit_of(const Cluster& cluster) {
  return fmt::format("postgresql@{}-{}.service", cluster.version, cluster.name);
}

}  // namespace provisor::command
