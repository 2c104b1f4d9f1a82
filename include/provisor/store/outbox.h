// outbox.h — the mails that are due, handed to the mailer one lease at a time.
//
// A taken mail belongs to its taker until the lease ends; then it may be taken
// again, so a mailer that dies loses nothing and sends at worst twice. Every
// call is bounded in time by the role's statement_timeout and throws Away
// (fault.h) when the database does not answer; the next call connects anew.

#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "provisor/base/secret.h"
#include "provisor/store/accounts.h"

namespace provisor::store {

// One taking of one mail. Only the last one's word changes the mail.
struct Taking {
  std::int64_t id;
  std::int64_t attempt;  // counted from 1
};

struct OutboxMail {
  Taking taking;
  std::string kind;
  std::string recipient;
  // The members of the row's data as text, lists joined by ", "; what they are
  // is written at the column (sql/migrations).
  std::map<std::string, std::string> data;
  Secret secret;  // the token of a link; empty when the kind has none
  std::optional<std::chrono::seconds> link_left;  // until that link ends
  std::int64_t answers;                           // of earlier attempts
  Time created_at;
  Time first_attempt_at;  // the date of the message
};

// A taking that is undone.
struct GivenBack {
  Taking taking;
  std::string reason;  // why it was not begun after all; empty: as before
};

struct Settled {
  enum class State { sent, deferred, failed };

  Taking taking;
  State state;
  std::chrono::milliseconds wait{0};  // until a deferred mail is due again
  std::optional<int> reply_code;      // the mail server's, as 250
  std::optional<std::string> enhanced_code;  // as 2.1.5
  std::string answer;                        // ASCII without control characters
};

// What a mailer asks for.
class MailQueue {
 public:
  virtual ~MailQueue() = default;

  // At most `count` mails, the longest due first. Takes what other mailers do
  // not hold, without waiting for them; what is over a limit of its account is
  // held instead.
  virtual std::vector<OutboxMail> take(std::size_t count,
                                       std::chrono::milliseconds lease) = 0;

  // Prolongs the leases of mails that are still being sent.
  virtual void keep(const std::vector<Taking>& mails,
                    std::chrono::milliseconds lease) = 0;

  // As if these had not been taken; for what was not begun. Their reasons are
  // shown to the operator, also for mails that wait behind them.
  virtual void give_back(const std::vector<GivenBack>& mails) = 0;

  // In one transaction. What was taken by somebody else meanwhile is not
  // changed; what was said about the attempt is recorded all the same.
  virtual void settle(const std::vector<Settled>& mails) = 0;

  // Puts held mails into line again that may go by now.
  virtual void release() = 0;

  // Queues the mails for resets that were asked for, at most `count`; their
  // links work for `life`. Returns how many were answered.
  virtual std::size_t answer_reset_requests(std::size_t count,
                                            std::chrono::seconds life) = 0;
};

class Connection;

class Outbox : public MailQueue {
 public:
  // Connects when first asked. `connection` is of the role provisor_mailer.
  explicit Outbox(std::string connection);
  ~Outbox() override;

  std::vector<OutboxMail> take(std::size_t count,
                               std::chrono::milliseconds lease) override;
  void keep(const std::vector<Taking>& mails,
            std::chrono::milliseconds lease) override;
  void give_back(const std::vector<GivenBack>& mails) override;
  void settle(const std::vector<Settled>& mails) override;
  void release() override;
  std::size_t answer_reset_requests(std::size_t count,
                                    std::chrono::seconds life) override;

 private:
  template <class... Values>
  auto call(const char* sql, const Values&... values);

  std::string address_;
  std::unique_ptr<Connection> connection_;
};

}  // namespace provisor::store
