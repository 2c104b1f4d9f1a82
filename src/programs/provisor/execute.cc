#include "execute.h"

#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <sys/mman.h>
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

// In memory, where a child may write as much as it likes without being read
// meanwhile, so that two of them need no care for which is full.
class Capture {
 public:
  Capture() : file_(memfd_create("said", MFD_CLOEXEC)) {
    if (file_ < 0) fail("memfd_create");
  }
  ~Capture() { close(file_); }
  Capture(const Capture&) = delete;
  Capture& operator=(const Capture&) = delete;

  void become(int stream) const {
    if (dup2(file_, stream) < 0) fail("dup2");
  }

  // From the start, without the last line end.
  std::string text() const {
    std::string text;
    char buffer[4096];
    for (;;) {
      const auto size =
          pread(file_, buffer, sizeof(buffer), static_cast<off_t>(text.size()));
      if (size < 0) fail("pread");
      if (size == 0) break;
      text.append(buffer, static_cast<std::size_t>(size));
    }
    while (text.ends_with('\n')) text.pop_back();
    return text;
  }

 private:
  int file_;
};

void connect_streams(const Capture& output, const Capture& complaint) {
  const int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
  dup2(nothing, STDIN_FILENO);
  output.become(STDOUT_FILENO);
  complaint.become(STDERR_FILENO);
}

// The child's whole life.
[[noreturn]] void live(const Capture& output, const Capture& complaint,
                       const passwd* user, const std::function<int()>& work) {
  int status = EXIT_FAILURE;
  try {
    connect_streams(output, complaint);
    clean_environment();
    if (user) become(*user);
    // The caller's directory may be closed to that user.
    if (chdir("/") != 0) fail("/");
    status = work();
  } catch (const std::exception& error) {
    std::cerr << error.what();
  }
  std::cout << std::flush;
  _exit(status);
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
  const Capture output, complaint;
  std::cout << std::flush;  // or the child writes it as well
  const pid_t child = fork();
  if (child < 0) fail("fork");
  if (child == 0) live(output, complaint, who, work);
  const int status = status_of(child);
  return {status, output.text(), complaint.text()};
}

}  // namespace

Ended execute(const std::vector<std::string>& line, const std::string& user) {
  return in_child(user, [&line] {
    std::vector<char*> arguments;
    for (const auto& word : line)
      arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    execvp(arguments[0], arguments.data());
    std::cerr << line[0]
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
  if (ended.status != EXIT_SUCCESS) throw std::runtime_error(ended.complaint);
  return ended.output;
}

}  // namespace provisor::command
