// import.h — many rows of a file at a time, each an operation of its own.
//
// Wishes are complete and normalised. Each names its idempotency key, so a row
// that was done before, in this run or an earlier one, answers `repeated` and
// changes nothing. A connection lost while a set runs is made anew and the set
// sent again; that goes on for a minute, then it is Away (fault.h).

#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "provisor/base/outcome.h"
#include "provisor/store/sign_ups.h"

namespace provisor::store {

struct ContactWish {
  Caller caller;
  Attempt attempt;
  std::string email;  // normalised
  std::optional<std::string> first_name, last_name, facebook, twitter, source;
  std::optional<std::string> phone;       // as typed
  std::optional<std::string> phone_e164;  // read with the country below
  std::string phone_country;              // ISO 3166-1 alpha-2; empty: no phone
  std::vector<std::string> tags;
  std::optional<std::string> owner_email, owner_group;
};

// What became of a row.
enum class Imported { now, before };

class Connection;

class Importer {
 public:
  // Connects at once; throws Away. `connection` is of the role provisor_admin;
  // the links in the mails to new owners work for `invitation_life`.
  Importer(std::string connection, std::chrono::seconds invitation_life);
  ~Importer();

  // One outcome for each wish, in their order. No two of a call may have the
  // same key, e-mail, phone or username. Refusals are those of the sign-ups;
  // unavailable also when the account's country changed meanwhile.
  std::vector<Outcome<Imported>> contacts(
      const std::vector<ContactWish>& wishes);
  std::vector<Outcome<Imported>> accounts(
      const std::vector<AddAccountWish>& wishes);

  static constexpr std::size_t largest_set = 256;

 private:
  class Sets;
  std::unique_ptr<Sets> sets_;
  std::chrono::seconds invitation_life_;
};

}  // namespace provisor::store
