// fake_sign_ups.h — a database that remembers what it was asked and answers
// what the test says.

#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "provisor/base/metrics.h"
#include "provisor/operations/context.h"
#include "provisor/operations/countries.h"

namespace provisor {

class FakeSignUps final : public store::SignUps {
 public:
  using MasterAccountOutcome =
      Outcome<std::variant<store::MasterAccountDone, store::OtherCountry>>;

  std::vector<store::MasterAccountWish> master_accounts;
  std::vector<store::AddAccountWish> add_accounts;
  std::vector<store::CallerQuestion> questions;
  int cut_offs = 0;

  // What is answered; the country is that of the caller now.
  std::string country = "AU";
  std::optional<Refused> caller_refused;
  std::optional<Refused> refused;
  std::function<void()> before_answer = [] {};
  bool replayed = false;
  store::Readiness ready{true, "5"};
  store::CallerIds whose{1, 2};
  int times_asked_who = 0;
  std::vector<store::OutboxState> outbox;

  MasterAccountOutcome master_account(const store::MasterAccountWish& wish,
                                      Deadline) override {
    master_accounts.push_back(wish);
    before_answer();
    if (refused) return *refused;
    if (wish.phone && wish.phone_country != country)
      return MasterAccountOutcome(store::OtherCountry{country});
    return MasterAccountOutcome(store::MasterAccountDone{11, 12, 13, replayed});
  }
  Outcome<store::AddAccountDone> add_account(const store::AddAccountWish& wish,
                                             Deadline) override {
    add_accounts.push_back(wish);
    before_answer();
    if (refused) return *refused;
    return store::AddAccountDone{21, 22, replayed};
  }
  Outcome<store::CallerAnswer> check_caller(
      const store::CallerQuestion& question, Deadline) override {
    questions.push_back(question);
    if (caller_refused) return *caller_refused;
    return store::CallerAnswer{1, country};
  }
  store::CallerIds who_calls(const std::string&, Deadline) override {
    ++times_asked_who;
    return whose;
  }
  store::Readiness readiness(Deadline) override { return ready; }
  std::vector<store::OutboxState> outbox_states(Deadline) override {
    return outbox;
  }
  void cut_off_overdue() override { ++cut_offs; }
};

class FakeLinks final : public store::Links {
 public:
  std::optional<Refused> refused;
  std::vector<store::LinkDigest> looked_at, confirmed, resent;
  std::vector<std::pair<store::LinkDigest, std::string>> passwords;
  std::vector<std::string> resets;
  store::LinkHolder holder{"mike",  "mike@example.org", "Mike",
                           "Smith", "Example",          "default"};

  Outcome<store::LinkLook> look_at_link(const store::LinkDigest& link,
                                        Deadline) override {
    looked_at.push_back(link);
    return store::LinkLook{holder, refused};
  }
  Outcome<store::LinkSpent> set_password(const store::LinkDigest& link,
                                         const std::string& hash,
                                         Deadline) override {
    passwords.emplace_back(link, hash);
    return store::LinkSpent{};
  }
  Outcome<store::LinkSpent> confirm_address(const store::LinkDigest& link,
                                            Deadline) override {
    confirmed.push_back(link);
    return store::LinkSpent{};
  }
  Outcome<store::ConfirmationResent> resend_confirmation(
      const store::LinkDigest& link, Deadline) override {
    resent.push_back(link);
    return store::ConfirmationResent{};
  }
  Outcome<store::ResetAsked> ask_reset(const std::string& name,
                                       Deadline) override {
    resets.push_back(name);
    return store::ResetAsked{};
  }
  void cut_off_overdue() override {}
};

// The smallest house in which an operation can run. Hashing is cheap here.
struct FakeHouse {
  FakeSignUps sign_ups;
  std::unique_ptr<auth::HashSlots> slots = std::make_unique<auth::HashSlots>();
  std::unique_ptr<Metrics> metrics = std::make_unique<Metrics>();
  auth::HashAdmission hash_admission{*slots, 1, 1, *metrics};
  operations::CountryMemory countries;
  FakeLinks links;
  operations::Services services{sign_ups,
                                hash_admission,
                                auth::PasswordCost{8, 1, 1, 1},
                                std::chrono::milliseconds(50),
                                countries,
                                links,
                                operations::PasswordPolicy{}};

  operations::Context context() {
    return {services, Secret("a-key-of-somebody"), "192.0.2.7", std::nullopt,
            Clock::now() + std::chrono::seconds(5)};
  }
};

}  // namespace provisor
