// outbox.h — the mails that are due, handed to the mailer one lease at a time.
//
// A claimed mail belongs to its claimer until the lease ends; then it may be
// claimed again, so a mailer that dies loses nothing and sends at worst twice.
// Every call is bounded in time by the role's statement_timeout and throws Away
// (fault.h) when the database does not answer; the next call connects anew.

#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "provisor/base/secret.h"
#include "provisor/store/accounts.h"

namespace provisor::store {

struct OutboxMail {
  std::int64_t id;  // also the basis of the message's id: the same every time
  std::string kind;
  std::string recipient;
  // The members of the row's data as text, lists joined by ", "; what they are
  // is written at the column (sql/migrations).
  std::map<std::string, std::string> data;
  Secret secret;          // the token of a link; empty when the kind has none
  std::int64_t attempts;  // this one included
  Time created_at;
};

class Connection;

class Outbox {
 public:
  // Connects when first asked. `connection` is of the role provisor_mailer.
  explicit Outbox(std::string connection);
  ~Outbox();

  // At most `count` mails, the longest due first. Takes what other mailers do
  // not hold, without waiting for them.
  std::vector<OutboxMail> claim_due(std::uint32_t count,
                                    std::chrono::seconds lease);

  // `answer` is the mail server's last line. The secret is blanked. Marking a
  // mail that is not claimed (any more) changes nothing.
  void mark_sent(std::int64_t id, const std::string& answer);
  // Tried again at `next_attempt`; the secret stays.
  void mark_deferred(std::int64_t id, const std::string& answer,
                     Time next_attempt);
  // Given up; the secret stays, so that the operator can have it tried again.
  void mark_failed(std::int64_t id, const std::string& answer);

 private:
  template <class Work>
  auto with_connection(Work&& work);

  std::string address_;
  std::unique_ptr<Connection> connection_;
};

}  // namespace provisor::store
