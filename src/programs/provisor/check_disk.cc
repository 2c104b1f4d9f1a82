// check_disk.cc — whether there is room where mails, logs and the database are
// written.

#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include <cerrno>
#include <set>

#include "clusters.h"
#include "findings.h"

namespace provisor::command {
namespace {

namespace fs = std::filesystem;

constexpr char what[] = "free disk";
constexpr double gibibyte = 1024.0 * 1024.0 * 1024.0;

struct Space {
  double free, part;  // bytes; of all
};

Level level_of(const Space& space) {
  if (space.free < gibibyte / 4 || space.part < 0.02) return Level::error;
  if (space.free < gibibyte || space.part < 0.1) return Level::warning;
  return Level::ok;
}

Space space_of(const struct statvfs& disk) {
  const auto block = static_cast<double>(disk.f_frsize);
  const auto free = static_cast<double>(disk.f_bavail);
  return {free * block,
          disk.f_blocks == 0 ? 1 : free / static_cast<double>(disk.f_blocks)};
}

Finding finding_of(const fs::path& path, const Space& space) {
  const auto level = level_of(space);
  return {what, level,
          fmt::format("{} has {:.1f} GiB left, {:.0f} %.", path.string(),
                      space.free / gibibyte, space.part * 100),
          level == Level::ok ? ""
                             : "Make room; sudo -u provisor_admin provisor "
                               "prune may help."};
}

// PostgreSQL does not tell provisor_admin where its data is, and lets nobody
// else into it.
Finding unseen(const fs::path& path) {
  return {what, Level::ok,
          fmt::format("{} only root can see: if it is a disk of its own, that "
                      "was not looked at.",
                      path.string()),
          ""};
}

class Disks {
 public:
  // What is not there yet will be made where its parent is.
  void look_at(fs::path path) {
    while (!look(path) && path.has_relative_path()) path = path.parent_path();
  }

  // Only what is there, and lies on a disk that was not looked at.
  void look_at_inner(const fs::path& path) {
    struct stat status {};
    const bool is_seen = stat(path.c_str(), &status) == 0;
    if (is_seen && !devices_.contains(status.st_dev)) look(path);
    if (!is_seen && errno == EACCES) findings_.push_back(unseen(path));
  }

  std::vector<Finding> findings() && { return std::move(findings_); }

 private:
  bool look(const fs::path& path) {
    struct statvfs disk {};
    struct stat status {};
    if (statvfs(path.c_str(), &disk) != 0 || stat(path.c_str(), &status) != 0)
      return false;
    devices_.insert(status.st_dev);
    findings_.push_back(finding_of(path, space_of(disk)));
    return true;
  }

  std::vector<Finding> findings_;
  std::set<dev_t> devices_;
};

}  // namespace

std::vector<Finding> check_disk(const Subject& subject) {
  Disks disks;
  disks.look_at(subject.config.mail.drop_directory);
  disks.look_at("/var/log");
  disks.look_at("/var/lib/postgresql");
  for (const auto& cluster : clusters_here()) {
    disks.look_at_inner(cluster.data);
    disks.look_at_inner(fs::path(cluster.data) / "pg_wal");
  }
  return std::move(disks).findings();
}

}  // namespace provisor::command
