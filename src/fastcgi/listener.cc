#include "listener.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <systemd/sd-daemon.h>

#include <cstring>
#include <stdexcept>
#include <string>

#include "provisor/base/log.h"

namespace provisor::fastcgi {

namespace {

// The kernel cuts it to net.core.somaxconn, 4096 on both Debian releases.
constexpr int backlog = 4096;

[[noreturn]] void fail(const std::string& what) {
  throw std::system_error(errno, std::generic_category(), what);
}

sockaddr_un address_of(const std::filesystem::path& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const std::string& text = path.native();
  if (text.empty() || text.size() >= sizeof address.sun_path)
    throw std::runtime_error("the path of a socket has 1 to " +
                             std::to_string(sizeof address.sun_path - 1) +
                             " bytes, this one " + std::to_string(text.size()) +
                             ": " + text);
  std::memcpy(address.sun_path, text.data(), text.size());
  return address;
}

FileDescriptor new_socket() {
  return opened(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0),
                "socket");
}

const sockaddr* generic(const sockaddr_un& address) {
  return reinterpret_cast<const sockaddr*>(&address);
}

// Only a refused connection proves that nobody listens: a full queue answers
// EAGAIN.
bool is_stale(const sockaddr_un& address) {
  const FileDescriptor probe = new_socket();
  return connect(probe.number(), generic(address), sizeof address) != 0 &&
         errno == ECONNREFUSED;
}

void remove_stale_file(const std::filesystem::path& path) {
  struct stat found;
  if (lstat(path.c_str(), &found) != 0) return;
  if (!S_ISSOCK(found.st_mode))
    throw std::runtime_error("not a socket: " + path.native());
  if (!is_stale(address_of(path)))
    throw std::runtime_error("another process listens on " + path.native());
  log::notice("stale socket removed", {{"path", path.native()}});
  if (unlink(path.c_str()) != 0 && errno != ENOENT) fail(path.native());
}

FileDescriptor bound(const std::filesystem::path& path) {
  const sockaddr_un address = address_of(path);
  remove_stale_file(path);
  FileDescriptor socket = new_socket();
  // The file must never be wider open than it ends up, so no chmod afterwards.
  const mode_t before = umask(0117);
  const int done = bind(socket.number(), generic(address), sizeof address);
  const int reason = errno;
  umask(before);
  errno = reason;
  if (done != 0) fail("bind " + path.native());
  if (listen(socket.number(), backlog) != 0) fail("listen " + path.native());
  return socket;
}

FileDescriptor inherited() {
  FileDescriptor socket(SD_LISTEN_FDS_START);
  if (sd_is_socket(socket.number(), AF_UNSPEC, SOCK_STREAM, 1) <= 0)
    throw std::runtime_error("the inherited file is no listening socket");
  const int flags = fcntl(socket.number(), F_GETFL);
  if (flags < 0 || fcntl(socket.number(), F_SETFL, flags | O_NONBLOCK) != 0)
    fail("fcntl");
  return socket;
}

}  // namespace

Listener::Listener(FileDescriptor socket, std::filesystem::path own_path)
    : socket_(std::move(socket)), own_path_(std::move(own_path)) {}

Listener Listener::open(const std::filesystem::path& path) {
  const int passed = sd_listen_fds(1);
  if (passed > 1) throw std::runtime_error("more than one socket was passed");
  if (passed == 1) return Listener(inherited(), {});
  return Listener(bound(path), path);
}

bool Listener::has_waiting() const {
  pollfd readable{number(), POLLIN, 0};
  return poll(&readable, 1, 0) > 0;
}

void Listener::withdraw() {
  if (own_path_.empty()) return;
  unlink(own_path_.c_str());
  own_path_.clear();
}

}  // namespace provisor::fastcgi
