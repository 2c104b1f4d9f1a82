#include <boost/test/unit_test.hpp>

#include "provisor/wire/json_rpc.h"

namespace {

using namespace provisor;
using namespace provisor::wire;

Call call_of(Dialect dialect, Value id) {
  Call call;
  call.dialect = dialect;
  call.id = std::move(id);
  return call;
}

Value integer(std::int64_t held) { return Value(held); }

Call notification() {
  Call call = call_of(Dialect::two, Value());
  call.is_notification = true;
  return call;
}

const Result ids = NamedIntegers{{"account_id", 123}, {"user_id", 456}};

}  // namespace

BOOST_AUTO_TEST_SUITE(wire_json_rpc_answers)

BOOST_AUTO_TEST_CASE(a_result_in_the_older_dialect_has_three_members_in_order) {
  BOOST_TEST(
      result_answer(call_of(Dialect::one, integer(1)), ids) ==
      R"({"id":1,"result":{"account_id":123,"user_id":456},"error":null})");
}

BOOST_AUTO_TEST_CASE(a_result_in_2_0_has_no_error) {
  BOOST_TEST(
      result_answer(call_of(Dialect::two, integer(-1)), ids) ==
      R"({"jsonrpc":"2.0","result":{"account_id":123,"user_id":456},"id":-1})");
}

BOOST_AUTO_TEST_CASE(results_are_objects_and_lists) {
  const Call call = call_of(Dialect::one, Value());
  const auto answer = [&](const std::string& result) {
    return "{\"id\":null,\"result\":" + result + ",\"error\":null}";
  };

  BOOST_TEST(result_answer(call, NamedIntegers{}) == answer("{}"));
  BOOST_TEST(result_answer(call, Texts{}) == answer("[]"));
  BOOST_TEST(result_answer(call, Texts{"A/B", "\""}) ==
             answer(R"(["A/B","\""])"));
}

BOOST_AUTO_TEST_CASE(an_id_is_echoed_with_its_type) {
  const auto id_of = [](Value id) {
    const auto answer = result_answer(call_of(Dialect::one, id), ids);
    return answer.substr(6, answer.find(",\"result\"") - 6);
  };

  BOOST_TEST(id_of(integer(7)) == "7");
  BOOST_TEST(id_of(Value(std::string("7"))) == "\"7\"");
  BOOST_TEST(id_of(Value(std::string("a\"b"))) == "\"a\\\"b\"");
  BOOST_TEST(id_of(Value()) == "null");
}

BOOST_AUTO_TEST_CASE(the_documented_error_has_its_documented_text) {
  const auto answer =
      error_answer(call_of(Dialect::one, integer(1)), {Refusal::key_missing});

  BOOST_TEST(answer == R"({"id":1,"result":null,"error":{"code":301,"message":)"
                       R"("Server Error: Authorisation Failed - )"
                       R"(Please provide an API key"}})");
}

BOOST_AUTO_TEST_CASE(an_error_in_2_0_names_symbol_and_field) {
  const Refused refused{Refusal::parameter_missing, "email"};
  const auto answer = error_answer(call_of(Dialect::two, integer(1)), refused);

  BOOST_TEST(answer.starts_with(R"({"jsonrpc":"2.0","error":{"code":310,)"));
  BOOST_TEST(answer.ends_with(
      R"("data":{"symbol":"parameter_missing","field":"email"}},"id":1})"));
}

BOOST_AUTO_TEST_CASE(an_error_about_no_field_says_null) {
  const auto answer =
      error_answer(call_of(Dialect::two, Value()), {Refusal::method_not_found});

  BOOST_TEST(answer.ends_with(
      R"("data":{"symbol":"method_not_found","field":null}},"id":null})"));
}

BOOST_AUTO_TEST_CASE(the_dialects_differ_in_the_codes_of_the_protocol) {
  const auto has_code = [](Dialect dialect, Refusal refusal, int code) {
    const auto answer = error_answer(call_of(dialect, Value()), {refusal});
    return answer.find("\"code\":" + std::to_string(code) + ',') !=
           std::string::npos;
  };

  BOOST_TEST(has_code(Dialect::one, Refusal::method_not_found, 104));
  BOOST_TEST(has_code(Dialect::two, Refusal::method_not_found, -32601));
  BOOST_TEST(has_code(Dialect::one, Refusal::method_name_malformed, 107));
  BOOST_TEST(has_code(Dialect::two, Refusal::method_name_malformed, -32600));
  BOOST_TEST(has_code(Dialect::one, Refusal::arguments_malformed, 310));
  BOOST_TEST(has_code(Dialect::two, Refusal::arguments_malformed, -32602));
  BOOST_TEST(has_code(Dialect::one, Refusal::json_malformed, -32700));
  BOOST_TEST(has_code(Dialect::two, Refusal::json_malformed, -32700));
  BOOST_TEST(has_code(Dialect::two, Refusal::username_taken, 322));
}

BOOST_AUTO_TEST_CASE(a_notification_gets_no_answer) {
  BOOST_TEST(result_answer(notification(), ids) == "");
  BOOST_TEST(error_answer(notification(), {Refusal::internal_error}) == "");
}

BOOST_AUTO_TEST_CASE(a_single_call_is_answered_as_it_is) {
  BOOST_TEST(answers_of({false, {Call{}}}, {"{}"}) == "{}");
  BOOST_TEST(answers_of({false, {notification()}}, {""}) == "");
}

BOOST_AUTO_TEST_CASE(a_batch_is_answered_by_a_list_without_notifications) {
  const CallSet set{true, {Call{}, notification(), Call{}}};

  BOOST_TEST(answers_of(set, {"{\"a\":1}", "", "{\"b\":2}"}) ==
             "[{\"a\":1},{\"b\":2}]");
}

BOOST_AUTO_TEST_CASE(a_batch_of_notifications_gets_no_answer) {
  BOOST_TEST(answers_of({true, {notification(), notification()}}, {"", ""}) ==
             "");
}

BOOST_AUTO_TEST_SUITE_END()
