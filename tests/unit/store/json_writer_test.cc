#include "store/json_writer.h"

#include <memory>

#include <boost/test/unit_test.hpp>
#include <json/json.h>

namespace provisor::store {
namespace {

Json::Value read(const std::string& text) {
  const std::unique_ptr<Json::CharReader> reader(
      Json::CharReaderBuilder().newCharReader());
  Json::Value value;
  std::string errors;
  BOOST_TEST_REQUIRE(
      reader->parse(text.data(), text.data() + text.size(), &value, &errors),
      errors);
  return value;
}

Json::Value object(JsonWriter&& writer) {
  return read("{" + std::move(writer).members() + "}");
}

BOOST_AUTO_TEST_SUITE(json_writer)

BOOST_AUTO_TEST_CASE(writes_members_of_every_kind) {
  JsonWriter writer(64);
  writer.add("text", "value").add("yes", true).add("number", -12);
  writer.add("list", std::vector<std::string>{"one", "two"});

  BOOST_TEST(std::move(writer).members() ==
             R"("text":"value","yes":true,"number":-12,"list":["one","two"])");
}

BOOST_AUTO_TEST_CASE(leaves_out_what_has_no_value) {
  const std::vector<std::optional<std::string>> texts(1);
  const std::vector<std::optional<std::int64_t>> numbers{{}, 1};
  JsonWriter writer(64);
  writer.add("a", texts[0]).add("b", numbers[1]).add("c", numbers[0]);

  BOOST_TEST(std::move(writer).members() == R"("b":1)");
}

BOOST_AUTO_TEST_CASE(every_byte_comes_back_as_it_was) {
  std::string all;
  for (char byte = 1; byte < 127; ++byte) all += byte;
  for (const std::string& text :
       {all, std::string(), std::string("\""), std::string("\\\\\n"),
        std::string("Zoë €\U0001F600"), std::string("\x7f")}) {
    JsonWriter writer(8);
    writer.add("text", text).add("list", std::vector{text, text});

    const auto back = object(std::move(writer));

    BOOST_TEST(back["text"].asString() == text);
    BOOST_TEST(back["list"][1].asString() == text);
  }
}

BOOST_AUTO_TEST_CASE(the_largest_numbers_fit) {
  JsonWriter writer(8);
  writer.add("least", std::numeric_limits<std::int64_t>::min());

  BOOST_TEST(object(std::move(writer))["least"].asInt64() ==
             std::numeric_limits<std::int64_t>::min());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace provisor::store
