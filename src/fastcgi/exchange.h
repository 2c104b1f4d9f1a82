// exchange.h — one request and its answer on one connection, through libfcgi.
//
// libfcgi is used against its habit: it is given a connection that was accepted
// elsewhere (acceptor.h), and is not asked for another.
//
// It closes a connection by itself in some places (garbage instead of a
// request), and its number could then be taken by another thread's connection
// while the watchdog still means the old one. So it works on a duplicate; the
// original stays with the caller, who closes it last. Its way of closing
// (shut down one direction, wait up to two seconds for the peer to close) is
// switched off: over a UNIX socket the peer has every byte once it is written.

#pragma once

#include <fcgiapp.h>

#include <optional>

#include "provisor/fastcgi/message.h"

namespace provisor::fastcgi {

class Exchange {
 public:
  // Once a process, before the first exchange.
  static void prepare_process();

  // `connection` stays the caller's and open as long as this object.
  explicit Exchange(int connection);
  ~Exchange();
  Exchange(const Exchange&) = delete;
  Exchange& operator=(const Exchange&) = delete;

  enum class Received {
    nothing,    // the peer spoke no FastCGI, or is gone
    malformed,  // a request whose body is not as long as announced
    request,
  };
  Received receive(Request& request);

  // After a request or a malformed one, once. To HEAD the body is announced and
  // left out. The peer may be gone: then this does nothing. Throws
  // std::invalid_argument before anything was written.
  void send(const Response& response);

 private:
  bool receive_body(std::optional<std::size_t> length, Request& request);
  void discard_unread();

  FCGX_Request request_;
  int connection_;
  bool is_body_unread_ = false;
  bool is_head_ = false;  // the method
};

}  // namespace provisor::fastcgi
