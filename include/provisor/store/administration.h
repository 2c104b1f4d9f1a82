// administration.h — what the operator's command may do to the database.
//
// One connection as provisor_admin, one transaction per call. Refusals are
// outcomes; a database that cannot be reached, or a value that a constraint
// does not take, is an exception (store/fault.h) with a text for the operator.
// What changes something throws InDoubt when the connection ends meanwhile.

#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "provisor/base/outcome.h"
#include "provisor/store/accounts.h"
#include "provisor/store/groups.h"
#include "provisor/store/keys.h"
#include "provisor/store/records.h"
#include "provisor/store/retention.h"
#include "provisor/store/users.h"

namespace provisor::store {

class Connection;

class Administration {
 public:
  // Connects at once.
  explicit Administration(const std::string& connection);
  ~Administration();

  // The id. Refuses with account_unknown when there is no such parent.
  Outcome<std::int64_t> create_account(const NewAccount& account);
  std::vector<Account> list_accounts(const AccountFilter& filter);
  // The oldest active account without one above it that is called so; no name:
  // whatever it is called.
  std::optional<std::int64_t> find_root_account(
      const std::optional<std::string>& name);
  // These refuse with account_unknown; those that change something also with
  // account_gone.
  Outcome<Account> show_account(std::int64_t id);
  Outcome<Account> deactivate_account(std::int64_t id);
  Outcome<Account> reactivate_account(std::int64_t id);
  // Queues the mail that tells the owner, on behalf of the account above. Also
  // refuses with not_a_trial.
  Outcome<Account> approve_trial(const Approval& approval);

  // The id. Refuses with account_unknown and username_taken.
  Outcome<std::int64_t> create_user(const NewUser& user);
  std::vector<User> list_users(std::optional<std::int64_t> account_id);

  // The id. Refuses with account_unknown and name_taken.
  Outcome<std::int64_t> create_group(std::int64_t account_id,
                                     const std::string& name);
  // True when this changed anything. Refuse with group_unknown, user_unknown.
  Outcome<bool> add_group_member(const Membership& membership);
  Outcome<bool> remove_group_member(const Membership& membership);
  std::vector<Group> list_groups(std::optional<std::int64_t> account_id);

  // The id. Refuses with account_unknown, user_unknown and, when this very key
  // is there already, key_taken.
  Outcome<std::int64_t> insert_key(const NewKey& key);
  std::vector<Key> list_keys(std::optional<std::int64_t> account_id);
  // The new key's id; it inherits label, user and networks, and its life span
  // unless another end is wished. Refuses with key_unknown, and with
  // key_unrotatable when the key is revoked, expired or replaced already.
  Outcome<std::int64_t> rotate_key(const Rotation& rotation);
  // The key as it is now. Works at once; a second time changes nothing.
  Outcome<Key> revoke_key(std::int64_t id);

  // How many rows went (or, in a dry run, would go). Many short transactions:
  // what is done is done when it ends early.
  std::int64_t prune(const PruneWish& wish);

  std::vector<OutboxRow> list_outbox(const OutboxFilter& filter);
  // These refuse with mail_unknown, and with mail_unchangeable when the mail is
  // in no state in which it can be done. Attempts come the earliest first.
  Outcome<std::vector<MailAttempt>> list_mail_attempts(std::int64_t id);
  Outcome<std::int64_t> cancel_mail(std::int64_t id);
  Outcome<std::int64_t> retry_mail(std::int64_t id);
  // How many were put into line again.
  std::int64_t retry_mails(const RetryWish& wish);
  std::vector<OperationRow> list_operations(const OperationFilter& filter);

 private:
  Outcome<std::int64_t> change_mail(const char* sql, std::int64_t id);

  std::unique_ptr<Connection> connection_;
};

}  // namespace provisor::store
