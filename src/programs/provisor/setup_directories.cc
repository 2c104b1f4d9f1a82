// setup_directories.cc — the directories of the package. Beside setup only a
// boot and an installation make them, and no unit starts without its
// credentials'.

#include <fmt/format.h>
#include <grp.h>
#include <pwd.h>
#include <sys/stat.h>

#include "lines.h"
#include "setup.h"

namespace provisor::command {
namespace {

constexpr char list[] = "/usr/lib/tmpfiles.d/provisor.conf";

struct Directory {
  std::string path, mode, user, group;
};

// The lines "d PATH MODE USER GROUP", which is all that our list has.
std::vector<Directory> wanted_directories() {
  std::vector<Directory> wanted;
  for (const auto& line : lines_of(file_text(list))) {
    std::istringstream words(line);
    std::string type;
    Directory one;
    if (words >> type >> one.path >> one.mode >> one.user >> one.group &&
        type == "d")
      wanted.push_back(one);
  }
  return wanted;
}

bool is_right(const Directory& wanted) {
  struct stat found {};
  const auto* user = getpwnam(wanted.user.c_str());
  const auto* group = getgrnam(wanted.group.c_str());
  return stat(wanted.path.c_str(), &found) == 0 && S_ISDIR(found.st_mode) &&
         (found.st_mode & 07777) == std::stoul(wanted.mode, nullptr, 8) &&
         user && found.st_uid == user->pw_uid && group &&
         found.st_gid == group->gr_gid;
}

std::string wrong_ones() {
  std::string names;
  for (const auto& directory : wanted_directories())
    if (!is_right(directory))
      names += fmt::format("{}{} ({}, {})", names.empty() ? "" : ", ",
                           directory.path, directory.mode, directory.user);
  return names;
}

bool are_right(const Setup&) {
  return !wanted_directories().empty() && wrong_ones().empty();
}

void make_directories(Setup&) {
  must_run({"systemd-tmpfiles", "--create", list});
  const auto wrong = wrong_ones();
  if (!wrong.empty())
    throw std::runtime_error("These are not as they should be: " + wrong);
}

}  // namespace

void add_directory_step(const Setup&, std::vector<Step>& steps) {
  const auto wrong = wrong_ones();
  steps.push_back(
      {"directories",
       fmt::format("Make {}.",
                   wrong.empty() ? "the directories of the package" : wrong),
       are_right, make_directories,
       "Move away what stands in their place; chown root /etc/provisor. Where "
       "the list itself is gone, install the package again."});
}

}  // namespace provisor::command
