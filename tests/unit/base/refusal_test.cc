#include <boost/test/unit_test.hpp>

#include <set>

#include "provisor/base/refusal.h"

namespace provisor {
namespace {

BOOST_AUTO_TEST_SUITE(refusals)

BOOST_AUTO_TEST_CASE(every_refusal_is_found_by_its_own_symbol) {
  std::set<std::string_view> symbols;

  for (std::size_t i = 0; i < refusal_count; ++i) {
    const auto refusal = static_cast<Refusal>(i);
    const auto symbol = traits_of(refusal).symbol;
    symbols.insert(symbol);
    BOOST_TEST((refusal_named(symbol) == refusal));
  }

  BOOST_TEST(symbols.size() == refusal_count);
}

BOOST_AUTO_TEST_CASE(an_unknown_symbol_names_no_refusal) {
  BOOST_TEST(!refusal_named("done").has_value());
  BOOST_TEST(!refusal_named("").has_value());
}

BOOST_AUTO_TEST_CASE(every_row_is_complete) {
  for (std::size_t i = 0; i < refusal_count; ++i) {
    const auto& traits = traits_of(static_cast<Refusal>(i));
    BOOST_TEST_CONTEXT(traits.symbol) {
      BOOST_TEST(traits.code != 0);
      BOOST_TEST(traits.form_status >= 200);
      BOOST_TEST(!traits.category.empty());
      BOOST_TEST(!traits.sentence.empty());
    }
  }
}

struct Documented {
  Refusal refusal;
  int code;
};

BOOST_AUTO_TEST_CASE(the_codes_are_those_of_the_document) {
  for (const auto& [refusal, code] : {
           Documented{Refusal::internal_error, 100},
           Documented{Refusal::method_not_found, 104},
           Documented{Refusal::body_empty, 106},
           Documented{Refusal::method_name_malformed, 107},
           Documented{Refusal::key_invalid, 300},
           Documented{Refusal::key_missing, 301},
           Documented{Refusal::unavailable, 302},
           Documented{Refusal::parameter_missing, 310},
           Documented{Refusal::password_too_weak, 310},
           Documented{Refusal::email_malformed, 317},
           Documented{Refusal::not_a_reseller, 321},
           Documented{Refusal::username_taken, 322},
           Documented{Refusal::trial_account, 329},
           Documented{Refusal::busy, 399},
           Documented{Refusal::json_malformed, -32700},
       }) {
    BOOST_TEST_CONTEXT(traits_of(refusal).symbol)
    BOOST_TEST(traits_of(refusal).code == code);
  }
}

BOOST_AUTO_TEST_CASE(a_missing_key_is_refused_in_the_documented_words) {
  const auto& traits = traits_of(Refusal::key_missing);

  const auto message = std::string(traits.category) + ": " +
                       sentence_of({Refusal::key_missing, "key"});

  BOOST_TEST(message ==
             "Server Error: Authorisation Failed - Please provide an API key");
}

BOOST_AUTO_TEST_CASE(a_sentence_names_the_parameter) {
  BOOST_TEST(sentence_of({Refusal::parameter_missing, "email"}) ==
             "The parameter 'email' is required.");
}

BOOST_AUTO_TEST_CASE(a_sentence_without_a_field_leaves_the_name_out) {
  BOOST_TEST(sentence_of({Refusal::encoding_malformed}) ==
             "The text must be valid UTF-8 without NUL characters.");
}

BOOST_AUTO_TEST_CASE(the_detail_follows_the_sentence) {
  const Refused refused{Refusal::parameter_malformed, "tags", "Too long."};

  BOOST_TEST(sentence_of(refused) ==
             "The parameter 'tags' is not valid. Too long.");
}

BOOST_AUTO_TEST_CASE(a_percent_sign_in_a_field_is_not_replaced_again) {
  BOOST_TEST(sentence_of({Refusal::parameter_missing, " '%'"}) ==
             "The parameter ' '%'' is required.");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace provisor
