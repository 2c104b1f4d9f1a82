// smtp_sink.h — a mail server on loopback that takes every mail, or says
// nothing to those for silent@example.com.

#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <thread>
#include <vector>

namespace provisor::test {

class SmtpSink {
 public:
  SmtpSink();
  ~SmtpSink();
  SmtpSink(const SmtpSink&) = delete;
  SmtpSink& operator=(const SmtpSink&) = delete;

  std::uint32_t port() const { return port_; }
  int connections() const { return connections_; }
  int taken() const { return taken_; }

 private:
  void accept_all();
  void serve(int connection);
  std::string answer_to(const std::string& line, bool& is_text);

  int listener_;
  std::uint32_t port_;
  std::atomic<int> connections_ = 0, taken_ = 0;
  std::vector<int> open_;
  std::vector<std::thread> sessions_;
  std::thread acceptor_;
};

}  // namespace provisor::test
