// transport.h — hands messages over, several at once.
//
// `start` and `wait` belong to one thread. What was started is answered by
// exactly one delivery out of `wait`, at the latest when its own time-out ends.
// Nothing is thrown for what a mail server does or fails to do.

#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "provisor/base/secret.h"

namespace provisor::mail {

struct Parcel {
  std::int64_t id;
  std::string name;       // of the file, where it is dropped
  std::string sender;     // of the envelope
  std::string recipient;  // of the envelope
  std::string message;    // as message.h renders it
};

struct Answer {
  enum class Verdict {
    accepted,  // now the other side's to keep
    refused,   // for good
    later,     // not taken, or nobody knows; try again
    unready    // the other side takes no mails now, whichever they are
  };

  Verdict verdict;
  std::optional<int> reply_code;             // 250
  std::optional<std::string> enhanced_code;  // 2.1.5
  std::string text;  // in a line of ASCII; the reply's, else what went wrong
};

struct Delivery {
  std::int64_t id;
  Answer answer;
  std::vector<std::string> dialogue;  // lines, "> " ours and "< " theirs
};

class Transport {
 public:
  virtual ~Transport() = default;
  virtual void start(Parcel parcel) = 0;
  // What has been answered; waits for at most `patience` for the first.
  virtual std::vector<Delivery> wait(std::chrono::milliseconds patience) = 0;
};

// Writes files (file_drop.h). Done when started.
std::unique_ptr<Transport> make_file_drop(std::filesystem::path directory);

struct SmtpSettings {
  enum class Security { starttls, tls, none };

  std::string host;
  std::uint32_t port;
  Security security;
  std::string user;  // empty: no sign-in
  Secret password;
  std::filesystem::path ca_file;  // empty: the system's authorities
  std::string ehlo_name;          // empty: the name of this machine
  std::uint32_t connections;      // kept open at most
  std::chrono::milliseconds connect_timeout;
  // Up to the end of a mail's text, and from there to the reply. Either may
  // last a second longer.
  std::chrono::milliseconds timeout, text_timeout;
};

// Through a mail server, over connections that are used again and again. Its
// certificate is verified wherever there is TLS, and where TLS is asked for
// there is no way around it.
std::unique_ptr<Transport> make_smtp(SmtpSettings settings);

}  // namespace provisor::mail
