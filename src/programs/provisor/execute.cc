#include "execute.h"

#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <iostream>
#include <stdexcept>
#include <system_error>

namespace provisor::command {
namespace {

constexpr int no_such_program = 127;

[[noreturn]] void fail(const char* what) {
  throw std::system_error(errno, std::generic_category(), what);
}

void clean_environment() {
  clearenv();
  setenv("PATH", "/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin", 1);
  setenv("LC_ALL", "C.UTF-8", 1);
}

void become(const passwd& user) {
  if (initgroups(user.pw_name, user.pw_gid) != 0 || setgid(user.pw_gid) != 0 ||
      setuid(user.pw_uid) != 0)
    fail("change of user");
  setenv("HOME", user.pw_dir, 1);
}

void connect_streams(int output) {
  const int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
  dup2(nothing, STDIN_FILENO);
  dup2(output, STDOUT_FILENO);
  dup2(output, STDERR_FILENO);
}

// The child's whole life.
[[noreturn]] void live(int output, const passwd* user,
                       const std::function<int()>& work) {
  int status = EXIT_FAILURE;
  try {
    connect_streams(output);
    clean_environment();
    if (user) become(*user);
    // The caller's directory may be closed to that user.
    if (chdir("/") != 0) fail("/");
    status = work();
  } catch (const std::exception& error) {
    std::cout << error.what();
  }
  std::cout << std::flush;
  _exit(status);
}

std::string read_all(int stream) {
  std::string text;
  char buffer[4096];
  for (;;) {
    const auto size = read(stream, buffer, sizeof(buffer));
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) break;
    text.append(buffer, static_cast<std::size_t>(size));
  }
  while (text.ends_with('\n')) text.pop_back();
  return text;
}

int status_of(pid_t child) {
  int status = 0;
  while (waitpid(child, &status, 0) < 0)
    if (errno != EINTR) fail("waitpid");
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

Ended in_child(const std::string& user, const std::function<int()>& work) {
  const passwd* who = nullptr;
  if (!user.empty() && !(who = getpwnam(user.c_str())))
    throw std::runtime_error("There is no user " + user + " on this machine.");
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) fail("pipe");
  std::cout << std::flush;  // or the child writes it as well
  const pid_t child = fork();
  if (child < 0) fail("fork");
  if (child == 0) live(ends[1], who, work);
  close(ends[1]);
  Ended ended{0, read_all(ends[0])};
  close(ends[0]);
  ended.status = status_of(child);
  return ended;
}

}  // namespace

Ended execute(const std::vector<std::string>& line, const std::string& user) {
  return in_child(user, [&line] {
    std::vector<char*> arguments;
    for (const auto& word : line)
      arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    execvp(arguments[0], arguments.data());
    std::cout << line[0]
              << " cannot be run: " << std::generic_category().message(errno);
    return no_such_program;
  });
}

std::string as_user(const std::string& user,
                    const std::function<std::string()>& work) {
  const auto ended = in_child(user, [&work] {
    std::cout << work();
    return EXIT_SUCCESS;
  });
  if (ended.status != EXIT_SUCCESS) throw std::runtime_error(ended.output);
  return ended.output;
}

}  // namespace provisor::command
