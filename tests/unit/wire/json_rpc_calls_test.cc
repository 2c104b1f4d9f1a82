#include <boost/test/unit_test.hpp>

#include "provisor/wire/json_rpc.h"

namespace {

using namespace provisor;
using namespace provisor::wire;

bool is_refused(std::string_view body, Refusal refusal) {
  const auto set = read_calls(body);
  return !set && set.refusal() == refusal;
}

// The one call of a body that is no batch.
Call call_in(std::string_view body) {
  const auto set = read_calls(body);
  BOOST_TEST_REQUIRE(bool(set));
  BOOST_TEST(!set->is_batch);
  BOOST_TEST_REQUIRE(set->calls.size() == 1u);
  return set->calls.front();
}

bool is_refused(const Call& call, Refusal refusal, std::string_view field) {
  return call.refused && call.refused->refusal == refusal &&
         call.refused->field == field;
}

std::string batch_of(std::size_t count) {
  std::string list = "[{\"method\":\"a\"}";
  while (--count > 0) list += ",{\"method\":\"a\"}";
  return list + ']';
}

}  // namespace

BOOST_AUTO_TEST_SUITE(wire_json_rpc_calls)

BOOST_AUTO_TEST_CASE(the_documents_form_of_a_call_is_read) {
  const Call call = call_in(
      R"({"id":1,"method":"addAccount","params":["KEY",{"packages":33},[]]})");

  BOOST_TEST((call.dialect == Dialect::one));
  BOOST_TEST(!call.refused);
  BOOST_TEST(call.id.integer_like().value() == 1);
  BOOST_TEST(call.method == "addAccount");
  BOOST_TEST_REQUIRE(call.arguments.size() == 3u);
  BOOST_TEST(*call.arguments[0].string() == "KEY");
  BOOST_TEST(call.arguments[1].object()->contains("packages"));
  BOOST_TEST(call.arguments[2].object()->empty());
}

BOOST_AUTO_TEST_CASE(the_version_tells_the_dialect) {
  const auto dialect_of = [](const std::string& version) {
    return call_in("{\"jsonrpc\":" + version + ",\"id\":1,\"method\":\"a\"}");
  };

  BOOST_TEST((dialect_of("\"2.0\"").dialect == Dialect::two));
  BOOST_TEST((dialect_of("\"1.0\"").dialect == Dialect::one));
  BOOST_TEST((dialect_of("\"1.1\"").dialect == Dialect::one));
  BOOST_TEST(!dialect_of("\"1.1\"").refused);
}

BOOST_AUTO_TEST_CASE(an_unknown_version_is_malformed_and_keeps_its_id) {
  for (const char* version : {"\"3.0\"", "2.0", "2", "null", "\"\"", "[]"}) {
    const Call call = call_in(std::string("{\"id\":\"x\",\"method\":\"a\",") +
                              "\"jsonrpc\":" + version + '}');
    BOOST_TEST(is_refused(call, Refusal::request_malformed, "jsonrpc"));
    BOOST_TEST((call.dialect == Dialect::two));
    BOOST_TEST(*call.id.string() == "x");
  }
}

BOOST_AUTO_TEST_CASE(only_a_call_of_2_0_without_id_is_a_notification) {
  BOOST_TEST(call_in(R"({"jsonrpc":"2.0","method":"a"})").is_notification);
  BOOST_TEST(
      !call_in(R"({"jsonrpc":"2.0","method":"a","id":null})").is_notification);
  BOOST_TEST(!call_in(R"({"method":"a"})").is_notification);
  BOOST_TEST(call_in(R"({"method":"a"})").id.is_null());
}

BOOST_AUTO_TEST_CASE(a_malformed_call_is_answered_also_without_id) {
  BOOST_TEST(!call_in(R"({"jsonrpc":"2.0","method":1})").is_notification);
  BOOST_TEST(!call_in(R"({"jsonrpc":"2","method":"a"})").is_notification);
}

BOOST_AUTO_TEST_CASE(a_notification_with_wrong_arguments_stays_silent) {
  const Call call = call_in(R"({"jsonrpc":"2.0","method":"a","params":{}})");

  BOOST_TEST(is_refused(call, Refusal::arguments_malformed, "params"));
  BOOST_TEST(call.is_notification);
}

BOOST_AUTO_TEST_CASE(an_id_is_a_string_an_integer_or_null) {
  for (const char* id :
       {"1.5", "1.0", "1e3", "true", "[]", "{}", "9223372036854775808"}) {
    const Call call =
        call_in(std::string("{\"method\":\"a\",\"id\":") + id + '}');
    BOOST_TEST(is_refused(call, Refusal::request_malformed, "id"), id);
    BOOST_TEST(call.id.is_null(), id);
  }
  for (const char* id : {"-1", "0", "9223372036854775807", "\"\"", "null"})
    BOOST_TEST(
        !call_in(std::string("{\"method\":\"a\",\"id\":") + id + '}').refused,
        id);
}

BOOST_AUTO_TEST_CASE(a_method_is_a_short_name) {
  const std::string longest(100, 'a');

  for (const char* name :
       {"null", "1", "\"\"", "\"a b\"", "\"a/b\"", "\"é\"", "[\"a\"]"})
    BOOST_TEST(
        is_refused(call_in(std::string("{\"id\":1,\"method\":") + name + '}'),
                   Refusal::method_name_malformed, "method"),
        name);
  BOOST_TEST(is_refused(call_in("{\"method\":\"" + longest + "a\"}"),
                        Refusal::method_name_malformed, "method"));
  BOOST_TEST(!call_in("{\"method\":\"" + longest + "\"}").refused);
  BOOST_TEST(!call_in(R"({"method":"system.list_1"})").refused);
  BOOST_TEST(is_refused(call_in("{\"id\":1}"), Refusal::method_name_malformed,
                        "method"));
}

BOOST_AUTO_TEST_CASE(arguments_are_positional) {
  for (const char* params : {"{}", "{\"key\":\"K\"}", "\"K\"", "1", "false"})
    BOOST_TEST(is_refused(call_in(std::string("{\"method\":\"a\",\"params\":") +
                                  params + '}'),
                          Refusal::arguments_malformed, "params"),
               params);
  BOOST_TEST(call_in(R"({"method":"a"})").arguments.empty());
  BOOST_TEST(call_in(R"({"method":"a","params":null})").arguments.empty());
  BOOST_TEST(!call_in(R"({"method":"a","params":null})").refused);
}

BOOST_AUTO_TEST_CASE(a_batch_is_read_member_by_member) {
  const auto set = read_calls(
      R"([{"jsonrpc":"2.0","id":1,"method":"a"},{"id":2,"method":"b"},7,[]])");

  BOOST_TEST_REQUIRE(bool(set));
  BOOST_TEST(set->is_batch);
  BOOST_TEST_REQUIRE(set->calls.size() == 4u);
  BOOST_TEST((set->calls[0].dialect == Dialect::two));
  BOOST_TEST((set->calls[1].dialect == Dialect::one));
  BOOST_TEST(is_refused(set->calls[2], Refusal::request_malformed, ""));
  BOOST_TEST((set->calls[2].dialect == Dialect::two));
  BOOST_TEST(is_refused(set->calls[3], Refusal::request_malformed, ""));
}

BOOST_AUTO_TEST_CASE(a_batch_has_one_to_a_hundred_calls) {
  BOOST_TEST(is_refused("[]", Refusal::request_malformed));
  BOOST_TEST(is_refused(batch_of(batch_limit + 1), Refusal::too_many_calls));
  BOOST_TEST(read_calls(batch_of(batch_limit))->calls.size() == batch_limit);
}

BOOST_AUTO_TEST_CASE(a_body_without_calls_is_refused) {
  BOOST_TEST(is_refused("", Refusal::body_empty));
  BOOST_TEST(is_refused(" \r\n", Refusal::body_empty));
  BOOST_TEST(is_refused("{\"id\":", Refusal::json_malformed));
  BOOST_TEST(is_refused("\xFF", Refusal::encoding_malformed));
  for (const char* scalar : {"null", "1", "\"a\"", "true"})
    BOOST_TEST(is_refused(scalar, Refusal::method_name_malformed), scalar);
}

BOOST_AUTO_TEST_CASE(the_dialect_of_a_broken_body_is_guessed) {
  for (const char* body :
       {"{\"jsonrpc\": \"2.0\", \"method\"", "{\"id\":1,\"jsonrpc\":\"2.0\"",
        "{\"jsonrpc\"\n:\t\"2.0\"", "[]", " [1,", "[{\"jsonrpc\":\"2.0\""})
    BOOST_TEST((dialect_guess_of(body) == Dialect::two), body);
  for (const char* body : {"", "{\"id\":1", "{\"jsonrpc\":\"1.1\"",
                           "{\"jsonrpc\"", "jsonrpc 2.0", "{\"jsonrpc\":2.0"})
    BOOST_TEST((dialect_guess_of(body) == Dialect::one), body);
}

BOOST_AUTO_TEST_SUITE_END()
