#include "tests/support/reseller.h"

#include <atomic>
#include <latch>
#include <thread>
#include <vector>

#include "provisor/store/administration.h"

namespace provisor::tests {
namespace {

store::Attempt new_attempt() {
  static std::atomic<int> count = 0;
  return {"attempt-" + std::to_string(++count), std::string(64, 'f')};
}

}  // namespace

Reseller::Reseller() {
  store::Administration administration(database.connection("provisor_admin"));
  store::NewAccount account;
  account.company_name = "Example Resellers";
  account.country = "DE";
  account_id = administration.create_account(account).value();
  administration.create_group(account_id, "sales").value();
  for (const std::string name : {"ann", "bob"}) {
    const store::NewUser user{
        account_id, name, name + "@example.com", name, "Example", {}, {}};
    administration.create_user(user).value();
    administration.add_group_member({account_id, "sales", name}).value();
  }
  key_id =
      administration
          .insert_key(
              {{key_digest, "pv_live_test"}, "test", account_id, "ann", {}, {}})
          .value();
}

store::MasterAccountWish Reseller::customer(const std::string& email) {
  store::MasterAccountWish wish;
  wish.caller = {key_digest, "192.0.2.1"};
  wish.attempt = new_attempt();
  wish.email = email;
  wish.account_name = "Company of " + email;
  return wish;
}

store::AddAccountWish Reseller::account(const std::string& username) {
  store::AddAccountWish wish;
  wish.caller = {key_digest, "192.0.2.1"};
  wish.attempt = new_attempt();
  wish.company_name = "Company of " + username;
  wish.billing_email = "billing@example.org";
  wish.username = username;
  wish.password_hash = "$scrypt$test";
  wish.first_name = "First";
  wish.last_name = "Last";
  wish.email = username + "@example.org";
  wish.phone = "030 123456";
  return wish;
}

std::unique_ptr<store::SignUps> Reseller::open(std::uint32_t lanes) {
  return store::open_sign_ups({database.connection("provisor_api"), lanes, 64},
                              *metrics);
}

Deadline later() { return Clock::now() + std::chrono::minutes(1); }

void in_parallel(int count, const std::function<void(int)>& work) {
  std::latch start(count);
  std::vector<std::jthread> threads;
  for (int i = 0; i < count; ++i)
    threads.emplace_back([&, i] {
      start.arrive_and_wait();
      work(i);
    });
}

}  // namespace provisor::tests
