// sign_ups.h — the statements of the two operations, many wishes at a time.
//
// Wishes are complete and normalised here; what they mean is written down at
// the SQL functions (sql/functions/), which hold every rule about the data.
// Requests that arrive while a statement runs wait; whoever finds the
// connection free takes all that wait as one set (set_queue.h).
//
// A connection lost while a statement runs leaves its commit in doubt: the same
// wishes are then sent again over a new connection, and the operation row tells
// whether they were done. So an answer is never a guess. When the deadline
// passes first, the refusal is `unavailable` and the caller may repeat the call
// with its idempotency key.

#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "provisor/base/deadline.h"
#include "provisor/base/metrics.h"
#include "provisor/base/outcome.h"

namespace provisor::store {

struct Caller {
  std::string key_digest;      // SHA-256 of the API key, hexadecimal
  std::string remote_address;  // as text; empty when unknown
};

// The operation row: what makes a call repeatable.
struct Attempt {
  std::string idempotency_key;  // the caller's, else a random one made here
  std::string fingerprint;      // SHA-256 of the normalised wish, hexadecimal
};

struct MasterAccountWish {
  Caller caller;
  Attempt attempt;
  std::string email;  // normalised
  std::string account_name;
  std::optional<std::string> first_name, last_name, facebook, twitter, source;
  std::optional<std::string> phone;       // as typed
  std::optional<std::string> phone_e164;  // read with the country below
  std::string phone_country;              // ISO 3166-1 alpha-2; empty: no phone
  std::vector<std::string> tags;
  std::optional<std::string> notify_to_email, notify_email_subject;
  std::optional<std::string> contactowner_email, contactowner_group;
  bool send_welcome_email = true;
  bool email_notify_owner = false;
};

struct MasterAccountDone {
  std::int64_t account_id, user_id, contact_id;
  bool replayed;
};

// The caller's country is not the wish's phone_country: read the phone number
// again with this one and call again. Nothing was written.
struct OtherCountry {
  std::string country;
};

struct AddAccountWish {
  Caller caller;
  Attempt attempt;
  // Account; an empty optional is a value that was not sent.
  std::string company_name, billing_email;
  std::optional<std::string> referral_code, company_address, company_suburb,
      company_state, company_country, company_zip, company_industry, website,
      branding, virtual_host, packages, sub_packages;
  std::optional<std::string> country_code;  // of company_country, if known
  std::optional<std::int64_t> contact_limit, email_send_limit, sms_send_limit,
      send_cap;
  std::optional<std::int64_t> expiry_time;  // Unix seconds; 0: never
  std::string account_type = "single";
  std::optional<bool> allow_login_to_under, allow_login_from_above, is_trial,
      is_free, is_security_check_enabled;
  // Owner; without a password hash one who is invited to set a password.
  std::string username, password_hash, first_name, last_name, email, phone;
  std::optional<std::string> mobile, position, timezone;
  bool is_confirmed = false;
  bool send_welcome_email = true;  // false: no mail of any kind
};

struct AddAccountDone {
  std::int64_t account_id, user_id;
  bool replayed;
};

// Who calls, and whether a sign-up would be refused before any work is done.
struct CallerQuestion {
  Caller caller;
  // For addAccount, so that no password is hashed in vain; empty: not asked.
  // A call that would be a replay is never refused for its username.
  std::string username;
  std::string idempotency_key;
};

struct CallerAnswer {
  std::int64_t account_id;
  std::string country;  // ISO 3166-1 alpha-2
};

// Whose a key is, whether or not it may still be used.
struct CallerIds {
  std::int64_t account_id = 0, key_id = 0;  // 0: nobody's
};

// The mails in one state that is not the last one of a mail.
struct OutboxState {
  std::string state;
  std::uint64_t mails;
  std::chrono::seconds oldest;  // since the longest waiting was due, held, …
};

struct Readiness {
  bool database_answers = false;
  std::string schema_version;  // number of the newest migration, empty if none
  bool is_schema_outdated = false;  // older than this program needs
  bool is_read_only = false;        // whatever we ask it to write
};

class SignUps {
 public:
  virtual ~SignUps() = default;

  // Thread-safe; each blocks until the outcome is on disk or the deadline.
  virtual Outcome<std::variant<MasterAccountDone, OtherCountry>> master_account(
      const MasterAccountWish& wish, Deadline deadline) = 0;
  virtual Outcome<AddAccountDone> add_account(const AddAccountWish& wish,
                                              Deadline deadline) = 0;
  virtual Outcome<CallerAnswer> check_caller(const CallerQuestion& question,
                                             Deadline deadline) = 0;
  // For the log; nobody when the database does not say so by the deadline.
  virtual CallerIds who_calls(const std::string& key_digest,
                              Deadline deadline) = 0;
  virtual Readiness readiness(Deadline deadline) = 0;
  // Every state, also without mails; none when the database does not say so.
  virtual std::vector<OutboxState> outbox_states(Deadline deadline) = 0;

  // Closes the sockets of statements that run past their wishes' deadlines.
  virtual void cut_off_overdue() = 0;
};

struct SignUpSettings {
  std::string connection;     // libpq connection string
  std::uint32_t lanes;        // connections per operation
  std::uint32_t largest_set;  // wishes in a statement
  // How long the links work that sign-ups mail.
  std::chrono::seconds invitation_life = std::chrono::days(7);
  std::chrono::seconds confirmation_life = std::chrono::days(1);
};

std::unique_ptr<SignUps> open_sign_ups(const SignUpSettings& settings,
                                       Metrics& metrics);

}  // namespace provisor::store
