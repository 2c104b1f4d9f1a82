// smtp_sink.h — a mail server on loopback that takes every mail, or says
// nothing to those for silent@example.com, or 421 to those for closed@; whether
// it takes those for slow@ it says when told to. It offers no extensions but
// SMTPUTF8, when told to.

#pragma once

#include <atomic>
#include <cstdint>
#include <limits>
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

  // Whoever sends one more on the same connection is told 421 and hung up on.
  void take_at_most(int mails_a_connection) {
    most_mails_ = mails_a_connection;
  }

  void offer_smtputf8() { offers_smtputf8_ = true; }

  // Answers the texts for slow@, those to come as well.
  void hurry() {
    is_slow_ = false;
    is_slow_.notify_all();
  }

  std::uint32_t port() const { return port_; }
  int connections() const { return connections_; }
  int taken() const { return taken_; }

 private:
  struct Session {
    bool is_text = false, is_slow = false;
    int mails = 0;
  };

  void accept_all();
  void serve(int connection);
  bool is_enough(const Session& session, const std::string& line) const;
  std::string answer_to(const std::string& line, Session& session);

  int listener_;
  std::uint32_t port_;
  std::atomic<int> connections_ = 0, taken_ = 0;
  std::atomic<int> most_mails_ = std::numeric_limits<int>::max();
  std::atomic<bool> is_slow_ = true, offers_smtputf8_ = false;
  std::vector<int> open_;
  std::vector<std::thread> sessions_;
  std::thread acceptor_;
};

}  // namespace provisor::test
