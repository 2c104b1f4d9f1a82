#include "tests/support/random_wishes.h"

#include "provisor/base/text.h"

namespace provisor::tests {

AnyWish RandomWishes::next() {
  // A call is repeated word by word.
  if (!earlier_.empty() && one_in(8)) return earlier_[below(earlier_.size())];
  AnyWish wish = one_in(4) ? AnyWish(add_account()) : AnyWish(master_account());
  earlier_.push_back(wish);
  return wish;
}

std::string RandomWishes::email() {
  return "customer" + std::to_string(below(45)) + "@example.org";
}

std::string RandomWishes::reseller_key() {
  return one_in(20) ? std::string(64, '0') : key_digest(below(resellers));
}

// Now and then a key that was used before, for something else.
template <class Wish>
void RandomWishes::choose_attempt(Wish& wish, const std::string& content) {
  const int number = one_in(15) ? static_cast<int>(below(made_ + 1)) : ++made_;
  wish.attempt.idempotency_key = "key" + std::to_string(number);
  wish.attempt.fingerprint = hex(content + std::string(32, ' ')).substr(0, 64);
}

void RandomWishes::choose_contact(store::MasterAccountWish& wish) {
  static const char* const tags[] = {"new", "New", "vip", "call me", "VIP"};
  static const char* const sources[] = {"fair", "Fair", "web"};
  if (one_in(2)) {
    const auto digits = std::to_string(1000 + below(8));
    wish.phone = "030 " + digits;
    wish.phone_e164 = one_in(15) ? "malformed" : "+4930" + digits;
    wish.phone_country = one_in(15) ? "FR" : "DE";
  }
  if (one_in(2)) wish.first_name = "First" + std::to_string(below(3));
  if (one_in(3)) wish.facebook = "face" + std::to_string(below(3));
  if (one_in(3)) wish.source = sources[below(3)];
  for (std::size_t i = below(3); i > 0; --i)
    wish.tags.push_back(tags[below(5)]);
}

void RandomWishes::choose_owner(store::MasterAccountWish& wish) {
  static const char* const groups[] = {"sales", "SALES", "support", "nobody"};
  static const char* const owners[] = {"ann", "bob", "nobody"};
  if (one_in(2)) wish.contactowner_group = groups[below(4)];
  if (one_in(5))
    wish.contactowner_email =
        owners[below(3)] + std::to_string(below(resellers)) + "@example.com";
  wish.email_notify_owner = one_in(2);
  if (one_in(3)) wish.notify_to_email = "notify@example.com";
  wish.send_welcome_email = !one_in(4);
}

store::MasterAccountWish RandomWishes::master_account() {
  store::MasterAccountWish wish;
  wish.caller = {reseller_key(), "192.0.2.1"};
  wish.email = email();
  wish.account_name = "Company " + std::to_string(++made_);
  choose_attempt(wish, wish.account_name);
  choose_contact(wish);
  choose_owner(wish);
  return wish;
}

store::AddAccountWish RandomWishes::add_account() {
  store::AddAccountWish wish;
  wish.caller = {reseller_key(), "192.0.2.1"};
  wish.company_name = "Company " + std::to_string(++made_);
  choose_attempt(wish, wish.company_name);
  wish.billing_email = "billing@example.org";
  wish.username = (one_in(2) ? "User" : "user") + std::to_string(below(20));
  wish.password_hash = "$scrypt$test";
  wish.first_name = "First";
  wish.last_name = "Last";
  wish.email = email();
  wish.phone = "030 1";
  wish.account_type = one_in(3) ? "reseller" : "single";
  if (one_in(3)) wish.contact_limit = one_in(6) ? -1 : 5;
  if (one_in(3)) wish.expiry_time = one_in(2) ? 0 : 1361772000;
  if (one_in(4)) wish.is_trial = one_in(2);
  wish.is_confirmed = one_in(2);
  return wish;
}

}  // namespace provisor::tests
