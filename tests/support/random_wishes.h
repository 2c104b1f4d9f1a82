// random_wishes.h — sign-ups that get in each other's way, from a seed.
//
// Few addresses, phones, tags, groups and keys, so that nearly every wish meets
// an earlier one: taken names, contacts found by e-mail or phone, repeated and
// misused idempotency keys, an account with a limit, values no table takes.

#pragma once

#include <random>
#include <string>
#include <variant>
#include <vector>

#include "provisor/store/sign_ups.h"

namespace provisor::tests {

using AnyWish = std::variant<store::MasterAccountWish, store::AddAccountWish>;

class RandomWishes {
 public:
  explicit RandomWishes(unsigned seed) : chance_(seed) {}

  // The digests of the keys that the wishes are made with.
  static std::string key_digest(int reseller) {
    return std::string(64, static_cast<char>('a' + reseller));
  }
  static constexpr int resellers = 2;

  AnyWish next();
  std::size_t below(std::size_t count) { return chance_() % count; }

 private:
  bool one_in(std::size_t count) { return below(count) == 0; }
  std::string email();
  std::string reseller_key();
  template <class Wish>
  void choose_attempt(Wish& wish, const std::string& content);
  void choose_contact(store::MasterAccountWish& wish);
  void choose_owner(store::MasterAccountWish& wish);
  store::MasterAccountWish master_account();
  store::AddAccountWish add_account();

  std::minstd_rand chance_;
  int made_ = 0;
  std::vector<AnyWish> earlier_;
};

}  // namespace provisor::tests
