// smtp_connection.h — a connection to a mail server, used for one mail after
// the other.

#pragma once

#include <curl/curl.h>

#include <atomic>
#include <string>

#include "provisor/mail/transport.h"

namespace provisor::mail {

struct SmtpTransfer;

// Of a mail of which nothing was sent.
Delivery unsent(const Parcel& parcel, Answer::Verdict verdict,
                const std::string& reason);

// Made when first needed. One thread's; the settings and `stop`, which ends a
// mail that is on its way, must outlive it.
class SmtpConnection {
 public:
  SmtpConnection(const SmtpSettings& settings, const std::atomic<bool>& stop);
  ~SmtpConnection();
  SmtpConnection(const SmtpConnection&) = delete;
  SmtpConnection& operator=(const SmtpConnection&) = delete;

  // Throws std::bad_alloc, and std::runtime_error when libcurl does not take a
  // setting.
  Delivery send(const Parcel& parcel);

  // Whether the next mail may find it open.
  bool is_kept() const { return easy_ != nullptr; }

 private:
  void perform(SmtpTransfer& transfer);
  void prepare(SmtpTransfer& transfer);
  void prepare_times();
  void prepare_security();
  void prepare_mail(SmtpTransfer& transfer);
  void hang_up();
  template <class Value>
  void set(CURLoption option, Value value);

  const SmtpSettings& settings_;
  const std::string url_;
  const std::atomic<bool>& stop_;
  CURL* easy_ = nullptr;
};

}  // namespace provisor::mail
