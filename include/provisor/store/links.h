// links.h — what the pages behind the links in mails ask of the database.
//
// A link is known here by the SHA-256 of what it holds. The rules stand at the
// SQL functions of the same names (sql/functions/). A link that does not work
// is refused with link_unknown, link_used or link_expired.

#pragma once

#include <memory>
#include <optional>
#include <string>

#include "provisor/base/deadline.h"
#include "provisor/base/metrics.h"
#include "provisor/base/outcome.h"
#include "provisor/store/sign_ups.h"

namespace provisor::store {

struct LinkDigest {
  std::string kind;          // set_password, confirm_address, reset_password
  std::string token_digest;  // SHA-256, hexadecimal
};

// Whose link it is; names may be empty.
struct LinkHolder {
  std::string username, email, first_name, last_name, company_name, branding;
};

// Of a link that does not work only the branding is known, so that its page too
// is that of whom the mail came from; of one that never was, nothing.
struct LinkLook {
  LinkHolder holder;
  std::optional<Refused> refused;
};

struct LinkSpent {};
struct ConfirmationResent {};
struct ResetAsked {};

class Links {
 public:
  virtual ~Links() = default;

  // Thread-safe; each blocks until the outcome is on disk or the deadline.
  // Reads only: the link still works afterwards.
  virtual Outcome<LinkLook> look_at_link(const LinkDigest& link,
                                         Deadline deadline) = 0;
  virtual Outcome<LinkSpent> set_password(const LinkDigest& link,
                                          const std::string& password_hash,
                                          Deadline deadline) = 0;
  virtual Outcome<LinkSpent> confirm_address(const LinkDigest& link,
                                             Deadline deadline) = 0;
  // For a link that works or has ended.
  virtual Outcome<ConfirmationResent> resend_confirmation(
      const LinkDigest& link, Deadline deadline) = 0;
  // Done for every name, known or not, with the same work.
  virtual Outcome<ResetAsked> ask_reset(const std::string& name,
                                        Deadline deadline) = 0;

  // Closes the sockets of statements that run past their wishes' deadlines.
  virtual void cut_off_overdue() = 0;
};

std::unique_ptr<Links> open_links(const SignUpSettings& settings,
                                  Metrics& metrics);

}  // namespace provisor::store
