// setup_reseller.cc — the first reseller: account, user and key. Each is made
// where it is missing, so that a run which was cut off in between leaves no
// half reseller behind.

#include <fmt/format.h>

#include <algorithm>

#include "execute.h"
#include "provisor/auth/api_key.h"
#include "provisor/base/refusal.h"
#include "provisor/store/administration.h"
#include "setup.h"

namespace provisor::command {
namespace {

constexpr char operator_user[] = "provisor_admin";
// Says by being there that no first reseller is wanted.
constexpr char declined[] = "/var/lib/provisor/no-first-reseller";

template <class T>
T taken(const Outcome<T>& outcome) {
  if (!outcome) throw std::runtime_error(sentence_of(outcome.refused()));
  return *outcome;
}

bool has_key(store::Administration& database, std::int64_t account) {
  return std::ranges::any_of(database.list_keys(account),
                             [](const auto& key) { return !key.revoked_at; });
}

bool is_there(const Setup& setup) {
  return as_user(operator_user, [&setup] {
           store::Administration database(setup.config.database.admin);
           const auto account = database.find_root_account(setup.wish.reseller);
           const bool is_whole = account && has_key(database, *account);
           return std::string(is_whole ? "there" : "");
         }) == "there";
}

std::int64_t account_of(store::Administration& database,
                        const SetupWish& wish) {
  if (const auto account = database.find_root_account(wish.reseller))
    return *account;
  store::NewAccount account;
  account.company_name = wish.reseller;
  account.country = wish.country;
  account.billing_email = wish.admin_email;
  return taken(database.create_account(account));
}

std::string user_of(store::Administration& database, std::int64_t account,
                    const SetupWish& wish) {
  const auto users = database.list_users(account);
  if (!users.empty()) return users.front().username;
  store::NewUser user{.account_id = account,
                      .username = wish.admin_email,
                      .email = wish.admin_email,
                      .first_name = wish.reseller,
                      .last_name = "Administrator",
                      .phone = {},
                      .timezone = {}};
  taken(database.create_user(user));
  return user.username;
}

// "ID KEY"
std::string make_reseller(const Setup& setup) {
  store::Administration database(setup.config.database.admin);
  const auto account = account_of(database, setup.wish);
  const auto user = user_of(database, account, setup.wish);
  const auto made = auth::make_api_key();
  store::NewKey key{
      .key = {auth::digest_of(made.key), auth::prefix_of(made.key)},
      .label = "first key",
      .account_id = account,
      .username = user,
      .expires_at = {},
      .networks = {}};
  return fmt::format("{} {}", taken(database.insert_key(key)),
                     made.key.reveal());
}

void make(Setup& setup) {
  const auto made =
      as_user(operator_user, [&setup] { return make_reseller(setup); });
  const auto space = made.find(' ');
  setup.key_id = made.substr(0, space);
  setup.key = made.substr(space + 1);
}

bool is_answer_kept(const Setup&) { return was_reseller_declined(); }

void keep_answer(Setup&) { write_file(declined, "", 0644); }

}  // namespace

bool was_reseller_declined() { return std::filesystem::exists(declined); }

bool has_reseller(const Setup& setup) {
  try {
    return !as_user(operator_user, [&setup] {
              store::Administration database(setup.config.database.admin);
              const auto account = database.find_root_account(std::nullopt);
              return std::string(account ? "there" : "");
            }).empty();
  } catch (const std::exception&) {
    return false;
  }
}

void add_reseller_answer_step(const Setup& setup, std::vector<Step>& steps) {
  if (!setup.is_reseller_declined) return;
  steps.push_back({"no reseller",
                   fmt::format("Ask for a first reseller no more ({}); "
                               "--reseller makes one all the same.",
                               declined),
                   is_answer_kept, keep_answer,
                   "Is there room on the disk of /var/lib?"});
}

void add_reseller_step(const Setup& setup, std::vector<Step>& steps) {
  if (setup.wish.reseller.empty()) return;
  steps.push_back(
      {"reseller",
       fmt::format("Create the reseller {} with the user {} and a key, which "
                   "is shown once.",
                   setup.wish.reseller, setup.wish.admin_email),
       is_there, make,
       "Where the user is taken, give another --admin-email; sudo -u "
       "provisor_admin provisor account list"});
}

}  // namespace provisor::command
