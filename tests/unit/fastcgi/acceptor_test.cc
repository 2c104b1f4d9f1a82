#include "fastcgi/acceptor.h"

#include <boost/test/unit_test.hpp>

#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>

#include <functional>

namespace {

bool is_memory_short = false;
std::function<void()> before_waiting = [] {};

}  // namespace

// Both stand before those of the C library: nothing else makes the one fail,
// or something happen between a look at the listener and the wait for it.
extern "C" int epoll_ctl(int epoll, int operation, int file,
                         epoll_event* event) noexcept {
  if (is_memory_short && operation == EPOLL_CTL_ADD) {
    errno = ENOMEM;
    return -1;
  }
  return static_cast<int>(
      syscall(SYS_epoll_ctl, epoll, operation, file, event));
}

extern "C" int epoll_wait(int epoll, epoll_event* events, int most,
                          int patience) {
  before_waiting();
  return static_cast<int>(
      syscall(SYS_epoll_pwait, epoll, events, most, patience, nullptr, 0));
}

namespace provisor::fastcgi {
namespace {

FileDescriptor new_socket(int flags = 0) {
  return opened(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | flags, 0),
                "socket");
}

struct Listening {
  Listening() {
    // Without a name the kernel chooses an abstract one.
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    bind(listener.number(), reinterpret_cast<sockaddr*>(&address),
         sizeof address.sun_family);
    listen(listener.number(), 8);
  }
  ~Listening() {
    is_memory_short = false;
    before_waiting = [] {};
  }

  void call() {
    sockaddr_un address{};
    socklen_t size = sizeof address;
    auto* const place = reinterpret_cast<sockaddr*>(&address);
    getsockname(listener.number(), place, &size);
    client = new_socket();
    BOOST_TEST(connect(client.number(), place, size) == 0);
  }

  FileDescriptor listener = new_socket(SOCK_NONBLOCK), client;
  Acceptor acceptor{listener.number()};
};

BOOST_FIXTURE_TEST_SUITE(acceptors, Listening)

BOOST_AUTO_TEST_CASE(a_connection_is_handed_out_whether_it_came_early_or_late) {
  call();
  BOOST_TEST(acceptor.next().has_value());
  before_waiting = [this] { call(); };
  BOOST_TEST(acceptor.next().has_value());
}

BOOST_AUTO_TEST_CASE(who_was_stopped_hands_out_nothing) {
  acceptor.stop();

  BOOST_TEST(!acceptor.next().has_value());
  BOOST_TEST(!acceptor.has_failed());
}

BOOST_AUTO_TEST_CASE(who_cannot_queue_up_again_stops_after_this_connection) {
  is_memory_short = true;
  before_waiting = [this] { call(); };

  BOOST_TEST(acceptor.next().has_value());

  BOOST_TEST(acceptor.has_failed());
  BOOST_TEST(!acceptor.next().has_value());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace provisor::fastcgi
