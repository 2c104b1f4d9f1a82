// json_text.cc — what jsoncpp lets through and this server must not see.
//
// jsoncpp's strict mode refuses comments, trailing commas, trailing bytes and
// members of the same name. It still lets through what is checked here before
// (bytes that are no UTF-8, NUL bytes) or after it (NUL and lone surrogates
// written as \u escapes, infinite numbers, too deep nesting).
//
// Three liberties of jsoncpp are left as they are, because each yields a value
// that the caller could also have written by the rules: numbers like 01 and 1.,
// raw control characters inside strings, and a high surrogate followed by an
// escape that is no low one. A scanner of our own that refuses them would be
// one more parser of foreign bytes, and this text passes no other parser that
// could understand it differently.

#include "json_text.h"

#include <json/json.h>

#include <cmath>
#include <limits>
#include <memory>
#include <optional>

#include "provisor/base/text.h"
#include "provisor/wire/json_rpc.h"

namespace provisor::wire {
namespace {

std::unique_ptr<Json::CharReader> make_reader() {
  Json::CharReaderBuilder builder;
  Json::CharReaderBuilder::strictMode(&builder.settings_);
  builder["strictRoot"] = false;  // a lone scalar is JSON, only no call
  builder["collectComments"] = false;
  // jsoncpp counts the scalar inside the innermost array too; Conversion counts
  // exactly.
  builder["stackLimit"] = json_depth_limit + 1;
  return std::unique_ptr<Json::CharReader>(builder.newCharReader());
}

// Reading the settings takes longer than parsing a call, so each thread keeps
// its reader; parse() starts afresh, also after it threw.
Json::CharReader& reader() {
  thread_local const std::unique_ptr<Json::CharReader> kept = make_reader();
  return *kept;
}

// From jsoncpp's tree to ours; remembers the first thing that is not allowed.
class Conversion {
 public:
  Outcome<Value> result_of(const Json::Value& root) {
    Value value = value_of(root, 1);
    if (refusal_) return *refusal_;
    return value;
  }

 private:
  // `depth` counts the containers around the value, itself included.
  Value value_of(const Json::Value& json, int depth) {
    switch (json.type()) {
      case Json::nullValue:
        return Value();
      case Json::booleanValue:
        return Value(json.asBool());
      case Json::intValue:
        return Value(std::int64_t{json.asInt64()});
      case Json::uintValue:
        return unsigned_of(json.asUInt64());
      case Json::realValue:
        return real_of(json.asDouble());
      case Json::stringValue:
        return string_of(json);
      case Json::arrayValue:
        return array_of(json, depth);
      case Json::objectValue:
        return object_of(json, depth);
    }
    return Value();
  }

  Value unsigned_of(std::uint64_t number) {
    if (number > std::uint64_t{std::numeric_limits<std::int64_t>::max()})
      return Value(static_cast<double>(number));
    return Value(static_cast<std::int64_t>(number));
  }

  Value real_of(double number) {
    if (!std::isfinite(number)) refuse(Refusal::json_malformed);
    return Value(number);
  }

  Value string_of(const Json::Value& json) {
    const char* begin = nullptr;
    const char* end = nullptr;
    json.getString(&begin, &end);
    std::string text(begin, end);
    check(text);
    return Value(std::move(text));
  }

  Value array_of(const Json::Value& json, int depth) {
    check(depth);
    Value::Array array;
    array.reserve(json.size());
    for (const auto& element : json)
      array.push_back(value_of(element, depth + 1));
    return Value(std::make_shared<const Value::Array>(std::move(array)));
  }

  Value object_of(const Json::Value& json, int depth) {
    check(depth);
    Members members;
    for (auto member = json.begin(); member != json.end(); ++member) {
      std::string name = member.name();
      check(name);
      members.emplace(std::move(name), value_of(*member, depth + 1));
    }
    return Value(std::make_shared<const Members>(std::move(members)));
  }

  void check(const std::string& text) {
    if (has_nul(text) || !is_utf8(text)) refuse(Refusal::encoding_malformed);
  }

  void check(int depth) {
    if (depth > json_depth_limit) refuse(Refusal::json_too_deep);
  }

  void refuse(Refusal refusal) {
    if (!refusal_) refusal_ = refusal;
  }

  std::optional<Refusal> refusal_;
};

}  // namespace

Outcome<Value> read_json(std::string_view text) {
  if (has_nul(text) || !is_utf8(text)) return Refusal::encoding_malformed;
  Json::Value root;
  // The one try of this room: jsoncpp throws when it meets its stack limit.
  try {
    const char* begin = text.data();
    if (!reader().parse(begin, begin + text.size(), &root, nullptr))
      return Refusal::json_malformed;
  } catch (const Json::RuntimeError&) {
    return Refusal::json_too_deep;
  }
  return Conversion().result_of(root);
}

std::string quoted(const std::string& text) {
  return Json::valueToQuotedString(text.c_str());
}

}  // namespace provisor::wire
