#include "clusters.h"

#include "execute.h"
#include "lines.h"

namespace provisor::command {

std::vector<Cluster> clusters_here() {
  return clusters_in(execute({"pg_lsclusters", "-h"}).output);
}

std::vector<Cluster> clusters_in(const std::string& listing) {
  std::vector<Cluster> clusters;
  for (const auto& line : lines_of(listing)) {
    std::istringstream words(line);
    Cluster row;
    if (words >> row.version >> row.name >> row.port >> row.status >>
        row.owner >> row.data)
      clusters.push_back(row);
  }
  return clusters;
}

std::string name_of(const Cluster& cluster) {
  return cluster.version + "/" + cluster.name;
}

}  // namespace provisor::command
