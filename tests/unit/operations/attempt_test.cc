#include "operations/attempt.h"

#include <boost/test/unit_test.hpp>

#include "fake_sign_ups.h"

namespace {

using namespace provisor;
using operations::Fingerprint;

using Texts = std::vector<std::string>;
using MaybeText = std::optional<std::string>;

}  // namespace

BOOST_FIXTURE_TEST_SUITE(operations_attempt, FakeHouse)

BOOST_AUTO_TEST_CASE(the_caller_s_idempotency_key_is_kept) {
  auto call = context();
  call.idempotency_key = "order-4711/~!";

  BOOST_TEST(*operations::idempotency_key_of(call) == "order-4711/~!");
}

BOOST_AUTO_TEST_CASE(a_key_made_here_never_comes_twice) {
  const auto first = *operations::idempotency_key_of(context());
  const auto second = *operations::idempotency_key_of(context());

  BOOST_TEST(first.starts_with("auto-"));
  BOOST_TEST(first.size() == 5u + 32u);
  BOOST_TEST(first != second);
}

BOOST_AUTO_TEST_CASE(a_key_has_up_to_255_visible_ascii_characters) {
  auto call = context();
  call.idempotency_key = std::string(255, 'k');
  BOOST_TEST(bool(operations::idempotency_key_of(call)));

  for (const auto& key :
       {std::string(256, 'k'), std::string("a b"), std::string("ü"),
        std::string("\x7f"), std::string()}) {
    call.idempotency_key = key;
    const auto outcome = operations::idempotency_key_of(call);
    BOOST_TEST_REQUIRE(!outcome);
    BOOST_TEST((outcome.refusal() == Refusal::idempotency_key_malformed));
  }
}

BOOST_AUTO_TEST_CASE(equal_wishes_have_one_fingerprint) {
  const auto print = [] {
    return Fingerprint("f").add("a", std::string("1")).add("b", true).hex();
  };

  BOOST_TEST(print() == print());
  BOOST_TEST(print().size() == 64u);
}

BOOST_AUTO_TEST_CASE(values_cannot_slide_into_one_another) {
  const auto print = [](MaybeText a, MaybeText b) {
    return Fingerprint("f").add("a", a).add("b", b).hex();
  };

  BOOST_TEST(print("12", "3") != print("1", "23"));
  BOOST_TEST(print("x", std::nullopt) != print(std::nullopt, "x"));
  BOOST_TEST(print("", std::nullopt) != print(std::nullopt, std::nullopt));
  BOOST_TEST(print("11:b1:x", std::nullopt) != print("1", "x"));
  BOOST_TEST(Fingerprint("f").add("t", Texts{"a", "b"}).hex() !=
             Fingerprint("f").add("t", Texts{"ab"}).hex());
  BOOST_TEST(Fingerprint("f").hex() != Fingerprint("g").hex());
}

BOOST_AUTO_TEST_SUITE_END()
