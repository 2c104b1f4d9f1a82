#include "provisor/store/sign_ups.h"

#include <algorithm>

#include "set_statement.h"
#include "wishes.h"

namespace provisor::store {

void encode_attempt(JsonWriter& json, const Caller& caller,
                    const Attempt& attempt) {
  json.add("key_digest", caller.key_digest);
  if (!caller.remote_address.empty())
    json.add("remote_address", caller.remote_address);
  json.add("idempotency_key", attempt.idempotency_key)
      .add("fingerprint", attempt.fingerprint);
}

namespace {

// Each operation has its own queue and connections: a slow one does not hold up
// the others.
class PostgresSignUps : public SignUps {
 public:
  PostgresSignUps(const SignUpSettings& settings, Metrics& metrics)
      : invitation_life_(settings.invitation_life),
        confirmation_life_(settings.confirmation_life),
        master_account_(
            {"master_account", master_account_sql, settings.connection,
             settings.lanes, settings.largest_set},
            read_master_account, metrics.of(Operation::master_account)),
        add_account_({"add_account", add_account_sql, settings.connection,
                      settings.lanes, settings.largest_set},
                     read_add_account, metrics.of(Operation::add_account)),
        check_caller_({"check_caller", check_caller_sql, settings.connection, 1,
                       settings.largest_set},
                      read_check_caller, metrics.of(Operation::check_caller)),
        readiness_({"readiness", readiness_sql, settings.connection, 1,
                    settings.largest_set},
                   read_readiness, metrics.of(Operation::other)),
        outbox_states_({"outbox_states", outbox_states_sql, settings.connection,
                        1, settings.largest_set},
                       read_outbox_states, metrics.of(Operation::other)) {}

  MasterAccountAnswer master_account(const MasterAccountWish& wish,
                                     Deadline deadline) override {
    return master_account_.ask(living(encode(wish), invitation_life_),
                               deadline);
  }

  Outcome<AddAccountDone> add_account(const AddAccountWish& wish,
                                      Deadline deadline) override {
    return add_account_.ask(living(encode(wish), confirmation_life_), deadline);
  }

  Outcome<CallerAnswer> check_caller(const CallerQuestion& question,
                                     Deadline deadline) override {
    return check_caller_.ask(encode(question), deadline).outcome;
  }

  // Its key is all that the question needs. What goes wrong here must not spoil
  // the answer to the call that is logged.
  CallerIds who_calls(const std::string& key_digest,
                      Deadline deadline) override {
    try {
      return check_caller_
          .ask(encode(CallerQuestion{{key_digest, ""}, "", ""}), deadline)
          .ids;
    } catch (const std::exception&) {
      return {};
    }
  }

  // Who asks wants to know how it is now: one second of patience. A database
  // without our schema answers too.
  Readiness readiness(Deadline deadline) override {
    const auto soon = Clock::now() + std::chrono::seconds(1);
    try {
      const auto answer =
          readiness_.ask(encode_readiness(), std::min(deadline, soon));
      return answer ? *answer : Readiness{};
    } catch (const Fault&) {
      return Readiness{true, ""};
    }
  }

  OutboxStates outbox_states(Deadline deadline) override {
    try {
      const auto answer = outbox_states_.ask(encode_outbox_states(), deadline);
      return answer ? *answer : OutboxStates{};
    } catch (const Fault&) {
      return {};
    }
  }

  void cut_off_overdue() override {
    master_account_.cut_off_overdue();
    add_account_.cut_off_overdue();
    check_caller_.cut_off_overdue();
    readiness_.cut_off_overdue();
    outbox_states_.cut_off_overdue();
  }

 private:
  const std::chrono::seconds invitation_life_, confirmation_life_;
  SetStatement<MasterAccountAnswer> master_account_;
  SetStatement<Outcome<AddAccountDone>> add_account_;
  SetStatement<CallerFound> check_caller_;
  SetStatement<Outcome<Readiness>> readiness_;
  SetStatement<Outcome<OutboxStates>> outbox_states_;
};

}  // namespace

std::unique_ptr<SignUps> open_sign_ups(const SignUpSettings& settings,
                                       Metrics& metrics) {
  return std::make_unique<PostgresSignUps>(settings, metrics);
}

}  // namespace provisor::store
