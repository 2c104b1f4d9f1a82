#include "exchange.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>

#include <csignal>
#include <cstdio>
#include <stdexcept>
#include <string>

#include "file_descriptor.h"
#include "parameters.h"
#include "response_head.h"

namespace provisor::fastcgi {

void Exchange::prepare_process() {
  if (FCGX_Init() != 0) throw std::runtime_error("libfcgi does not start");
  // A peer that went away shall be an error of write() and no more. After
  // FCGX_Init, which replaces an ignored SIGPIPE by a handler of its own.
  signal(SIGPIPE, SIG_IGN);
}

Exchange::Exchange(int connection) : connection_(connection) {
  FCGX_InitRequest(&request_, -1, 0);
  request_.ipcFd =
      opened(fcntl(connection, F_DUPFD_CLOEXEC, 0), "fcntl").release();
  // FCGX_Accept_r first finishes the request before this one; told that the
  // connection is kept, it leaves ours open.
  request_.keepConnection = 1;
  FCGX_Detach(&request_);
}

Exchange::~Exchange() { FCGX_Free(&request_, 1); }

Exchange::Received Exchange::receive(Request& request) {
  // After garbage libfcgi wants another connection; it fails to accept on -1.
  if (FCGX_Accept_r(&request_) != 0) return Received::nothing;
  RequestBuilder builder(request);
  for (char** parameter = request_.envp; *parameter != nullptr; ++parameter)
    builder.take(*parameter);
  builder.finish();
  is_head_ = request.method == "HEAD";
  return receive_body(builder.content_length(), request) ? Received::request
                                                         : Received::malformed;
}

bool Exchange::receive_body(std::optional<std::size_t> length,
                            Request& request) {
  is_body_unread_ = true;
  if (!length) return false;
  if (*length > body_limit) {
    request.body_too_large = true;
    return true;
  }
  request.body.resize(*length);
  const int wanted = static_cast<int>(*length);
  if (FCGX_GetStr(request.body.data(), wanted, request_.in) != wanted)
    return false;
  // Reading to the end leaves nothing in the socket: closing it with unread
  // bytes would look to nginx like a reset.
  if (FCGX_GetChar(request_.in) != EOF || FCGX_GetError(request_.in) != 0)
    return false;
  is_body_unread_ = false;
  return true;
}

void Exchange::send(const Response& response) {
  const std::string head = head_of(response);
  FCGX_PutStr(head.data(), static_cast<int>(head.size()), request_.out);
  if (!is_head_)
    FCGX_PutStr(response.body.data(), static_cast<int>(response.body.size()),
                request_.out);
  // In this order the rest of the answer and the record that ends the request
  // go out in one write.
  FCGX_FClose(request_.err);
  FCGX_FClose(request_.out);
  if (is_body_unread_) discard_unread();
}

// A peer that is still writing its body must get to read the answer: so its
// bytes are taken for a while and thrown away.
void Exchange::discard_unread() {
  constexpr std::size_t most = 4 * 1024 * 1024;
  constexpr int patience_ms = 200;
  shutdown(connection_, SHUT_WR);
  char bytes[8192];
  pollfd readable{connection_, POLLIN, 0};
  for (std::size_t taken = 0; taken < most;) {
    if (poll(&readable, 1, patience_ms) <= 0) return;
    const ssize_t got = read(connection_, bytes, sizeof bytes);
    if (got <= 0) return;
    taken += static_cast<std::size_t>(got);
  }
}

}  // namespace provisor::fastcgi
