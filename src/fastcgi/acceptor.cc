#include "acceptor.h"

#include <poll.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

#include <cstdint>

#include "provisor/base/log.h"

namespace provisor::fastcgi {

namespace {

constexpr std::uint32_t listener_events = EPOLLIN | EPOLLET | EPOLLEXCLUSIVE;

bool is_watched(int epoll, int file, std::uint32_t events) {
  epoll_event event{};
  event.events = events;
  event.data.fd = file;
  return epoll_ctl(epoll, EPOLL_CTL_ADD, file, &event) == 0;
}

bool is_about_this_connection(int reason) {
  return reason == EAGAIN || reason == EINTR || reason == ECONNABORTED ||
         reason == EPROTO;
}

}  // namespace

Acceptor::Acceptor(int listener)
    : listener_(listener),
      stop_event_(opened(eventfd(0, EFD_CLOEXEC), "eventfd")),
      epoll_(opened(epoll_create1(EPOLL_CLOEXEC), "epoll_create1")) {
  if (!is_watched(epoll_.number(), stop_event_.number(), EPOLLIN) ||
      !is_watched(epoll_.number(), listener_, listener_events))
    throw std::system_error(errno, std::generic_category(), "epoll_ctl");
}

std::optional<FileDescriptor> Acceptor::next() {
  bool is_promised = false;
  for (;;) {
    if (is_stopping_ && !is_promised) return std::nullopt;
    // Under load a connection waits already: one system call less.
    FileDescriptor connection(
        accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC));
    if (connection.number() < 0 && !is_about_this_connection(errno))
      wait_for_resources(errno);
    if (is_promised) queue_up_again();
    if (connection.number() >= 0) return connection;
    is_promised = wait_for_connection();
  }
}

bool Acceptor::wait_for_connection() {
  epoll_event events[2];
  const int count = epoll_wait(epoll_.number(), events, 2, -1);
  for (int i = 0; i < count; ++i)
    if (events[i].data.fd == listener_) return true;
  return false;
}

// Adding looks at the listener once more, so whatever arrived in between wakes
// another thread. Where the kernel has no memory for that, this process would
// live on and hear of nothing: it stops instead, and is replaced.
void Acceptor::queue_up_again() {
  const std::lock_guard lock(queue_mutex_);
  if (has_failed_) return;
  epoll_ctl(epoll_.number(), EPOLL_CTL_DEL, listener_, nullptr);
  if (is_watched(epoll_.number(), listener_, listener_events)) return;
  log::error("cannot wait for connections",
             {{"reason", std::generic_category().message(errno)}});
  has_failed_ = true;
  stop();
}

// No file descriptors or memory left. The connection still waits and would wake
// the next thread at once, so without a pause all of them would spin.
void Acceptor::wait_for_resources(int reason) {
  log::error("cannot accept",
             {{"reason", std::generic_category().message(reason)}});
  pollfd stop{stop_event_.number(), POLLIN, 0};
  poll(&stop, 1, 200);
}

void Acceptor::stop() {
  is_stopping_ = true;
  raise_event(stop_event_.number());
}

}  // namespace provisor::fastcgi
