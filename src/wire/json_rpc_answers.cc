// The members of an answer have an order that clients compare, and jsoncpp
// sorts them; so answers are put together here.

#include "json_text.h"
#include "provisor/wire/json_rpc.h"

namespace provisor::wire {
namespace {

std::string id_text(const Value& id) {
  if (id.is_null()) return "null";
  if (id.is_string()) return quoted(*id.string());
  return std::to_string(std::get<std::int64_t>(id.storage()));
}

std::string result_text(const NamedIntegers& integers) {
  std::string text;
  for (const auto& [name, number] : integers) {
    text += text.empty() ? '{' : ',';
    text += quoted(name) + ':' + std::to_string(number);
  }
  return text.empty() ? "{}" : text + '}';
}

std::string result_text(const Texts& texts) {
  std::string list;
  for (const auto& text : texts) {
    list += list.empty() ? '[' : ',';
    list += quoted(text);
  }
  return list.empty() ? "[]" : list + ']';
}

std::string error_text(Dialect dialect, const Refused& refused) {
  const RefusalTraits& traits = traits_of(refused.refusal);
  const bool has_other_code = dialect == Dialect::two && traits.code_2_0 != 0;
  const int code = has_other_code ? traits.code_2_0 : traits.code;
  std::string text = "{\"code\":" + std::to_string(code) + ",\"message\":";
  text += quoted(std::string(traits.category) + ": " + sentence_of(refused));
  if (dialect == Dialect::two) {
    text += ",\"data\":{\"symbol\":" + quoted(std::string(traits.symbol));
    text += ",\"field\":";
    text += refused.field.empty() ? "null" : quoted(refused.field);
    text += '}';
  }
  return text + '}';
}

}  // namespace

std::string result_answer(const Call& call, const Result& result) {
  if (call.is_notification) return "";
  const std::string text =
      std::visit([](const auto& held) { return result_text(held); }, result);
  const std::string id = id_text(call.id);
  if (call.dialect == Dialect::two)
    return "{\"jsonrpc\":\"2.0\",\"result\":" + text + ",\"id\":" + id + '}';
  return "{\"id\":" + id + ",\"result\":" + text + ",\"error\":null}";
}

std::string error_answer(const Call& call, const Refused& refused) {
  if (call.is_notification) return "";
  const std::string text = error_text(call.dialect, refused);
  const std::string id = id_text(call.id);
  if (call.dialect == Dialect::two)
    return "{\"jsonrpc\":\"2.0\",\"error\":" + text + ",\"id\":" + id + '}';
  return "{\"id\":" + id + ",\"result\":null,\"error\":" + text + '}';
}

std::string answers_of(const CallSet& set,
                       const std::vector<std::string>& answers) {
  if (!set.is_batch) return answers.front();
  std::string list;
  for (const auto& answer : answers) {
    if (answer.empty()) continue;
    list += list.empty() ? '[' : ',';
    list += answer;
  }
  return list.empty() ? "" : list + ']';
}

}  // namespace provisor::wire
