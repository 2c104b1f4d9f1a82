#include "provisor/wire/form_answer.h"

#include <boost/test/unit_test.hpp>

namespace {

using namespace provisor;
using namespace provisor::wire;

}  // namespace

BOOST_AUTO_TEST_SUITE(wire_form_answer)

BOOST_AUTO_TEST_CASE(a_success_begins_with_its_message) {
  BOOST_TEST(success_body({{"account_id", 12}, {"contact_id", 3}}) ==
             R"({"message":"success","account_id":12,"contact_id":3})");
}

BOOST_AUTO_TEST_CASE(an_error_begins_with_its_message_and_names_its_field) {
  const Refused refused{Refusal::parameter_missing, "email"};
  const std::string sentence = sentence_of(refused);

  BOOST_TEST(error_body(refused) ==
             "{\"error_message\":\"" + sentence +
                 R"(","error_code":"parameter_missing","field":"email"})");
}

BOOST_AUTO_TEST_CASE(an_error_about_no_field_says_null) {
  BOOST_TEST(error_body({Refusal::key_missing})
                 .ends_with(R"("error_code":"key_missing","field":null})"));
}

BOOST_AUTO_TEST_CASE(a_field_cannot_break_out_of_its_text) {
  BOOST_TEST(error_body({Refusal::parameter_conflicting, "a\",\"b\":\""})
                 .ends_with(R"("field":"a\",\"b\":\""})"));
}

BOOST_AUTO_TEST_SUITE_END()
