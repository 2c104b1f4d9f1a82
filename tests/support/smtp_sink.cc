#include "tests/support/smtp_sink.h"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <stdexcept>
#include <utility>

namespace provisor::test {
namespace {

void say(int connection, const std::string& text) {
  // Who has gone needs no answer.
  (void)!send(connection, text.data(), text.size(), MSG_NOSIGNAL);
}

}  // namespace

SmtpSink::SmtpSink() : listener_(socket(AF_INET, SOCK_STREAM, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  auto* const general = reinterpret_cast<sockaddr*>(&address);
  if (bind(listener_, general, size) != 0 || listen(listener_, 64) != 0 ||
      getsockname(listener_, general, &size) != 0)
    throw std::runtime_error("no socket to listen on");
  port_ = ntohs(address.sin_port);
  acceptor_ = std::thread([this] { accept_all(); });
}

SmtpSink::~SmtpSink() {
  shutdown(listener_, SHUT_RDWR);
  acceptor_.join();
  hurry();
  for (const int connection : open_) shutdown(connection, SHUT_RDWR);
  for (std::thread& session : sessions_) session.join();
  for (const int connection : open_) close(connection);
  close(listener_);
}

void SmtpSink::accept_all() {
  while (true) {
    const int connection = accept(listener_, nullptr, nullptr);
    if (connection < 0) return;
    ++connections_;
    open_.push_back(connection);
    sessions_.emplace_back([this, connection] { serve(connection); });
  }
}

void SmtpSink::serve(int connection) {
  say(connection, "220 sink\r\n");
  std::string got;
  Session session;
  char part[4096];
  for (ssize_t size; (size = recv(connection, part, sizeof(part), 0)) > 0;) {
    got.append(part, static_cast<std::size_t>(size));
    for (std::size_t end; (end = got.find("\r\n")) != std::string::npos;) {
      const std::string line = got.substr(0, end);
      if (is_enough(session, line)) {
        say(connection, "421 4.7.0 closing\r\n");
        shutdown(connection, SHUT_RDWR);
        return;
      }
      say(connection, answer_to(line, session));
      got.erase(0, end + 2);
    }
  }
}

bool SmtpSink::is_enough(const Session& session,
                         const std::string& line) const {
  if (session.is_text) return false;
  return session.mails >= most_mails_ ||
         line.find("closed@") != std::string::npos;
}

std::string SmtpSink::answer_to(const std::string& line, Session& session) {
  if (session.is_text && line != ".") return "";
  const bool was_text = std::exchange(session.is_text, line == "DATA");
  session.is_slow |= line.find("slow@") != std::string::npos;
  if (was_text) {
    if (session.is_slow) is_slow_.wait(true);
    ++taken_;
    ++session.mails;
    return "250 2.0.0 taken\r\n";
  }
  if (session.is_text) return "354 go on\r\n";
  if (offers_smtputf8_ && line.starts_with("EHLO"))
    return "250-sink\r\n250 SMTPUTF8\r\n";
  if (line.find("silent@") != std::string::npos) return "";
  return "250 ok\r\n";
}

}  // namespace provisor::test
