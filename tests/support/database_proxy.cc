#include "tests/support/database_proxy.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <stdexcept>

namespace provisor::tests {

namespace {

constexpr int beat_ms = 10;  // how soon an order of the test is obeyed

sockaddr_un address_of(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, sizeof address.sun_path - 1);
  return address;
}

int new_socket() { return socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0); }

bool has_bytes(int file) {
  pollfd readable{file, POLLIN, 0};
  return poll(&readable, 1, beat_ms) > 0;
}

// False at the end of what `from` has to say.
bool copy_some(int from, int to) {
  char bytes[16384];
  const auto size = read(from, bytes, sizeof bytes);
  return size > 0 &&
         send(to, bytes, static_cast<std::size_t>(size), MSG_NOSIGNAL) == size;
}

}  // namespace

DatabaseProxy::DatabaseProxy(EmptyDatabase& database)
    : listener_(new_socket()) {
  const auto port = database.value("show port");
  const auto directories = database.value("show unix_socket_directories");
  const auto name = "/.s.PGSQL." + port;
  server_ = directories.substr(0, directories.find(',')) + name;
  const auto own = address_of(directory_.path().native() + name);
  if (bind(listener_, reinterpret_cast<const sockaddr*>(&own), sizeof own) != 0)
    throw std::runtime_error(std::string("bind: ") + std::strerror(errno));
  listen(listener_, 8);
  thread_ = std::jthread([this](std::stop_token stop) { serve(stop); });
}

DatabaseProxy::~DatabaseProxy() {
  thread_.request_stop();
  thread_.join();
  close(listener_);
}

void DatabaseProxy::serve(std::stop_token stop) {
  while (!stop.stop_requested()) {
    if (!has_bytes(listener_)) continue;
    const int client = accept(listener_, nullptr, nullptr);
    const int server = new_socket();
    const auto address = address_of(server_);
    is_holding_ = is_cut_ = false;
    if (connect(server, reinterpret_cast<const sockaddr*>(&address),
                sizeof address) == 0)
      pass_on(client, server, stop);
    close(client);
    close(server);
  }
}

void DatabaseProxy::pass_on(int client, int server, std::stop_token stop) {
  while (!stop.stop_requested() && !is_cut_) {
    if (has_bytes(client) && !copy_some(client, server)) return;
    // Looked at last: what comes after the order to hold must not slip through.
    if (has_bytes(server) && !is_holding_ && !copy_some(server, client)) return;
  }
}

}  // namespace provisor::tests
