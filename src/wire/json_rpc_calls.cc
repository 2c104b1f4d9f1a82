#include <algorithm>

#include "json_text.h"
#include "provisor/base/text.h"
#include "provisor/wire/json_rpc.h"

namespace provisor::wire {
namespace {

const Value* find(const Members& members, std::string_view name) {
  const auto member = members.find(name);
  return member == members.end() ? nullptr : &member->second;
}

std::optional<Refused> read_id(const Members& members, Call& call) {
  const Value* id = find(members, "id");
  if (!id) return std::nullopt;
  const bool is_integer = std::holds_alternative<std::int64_t>(id->storage());
  if (!id->is_null() && !id->is_string() && !is_integer)
    return Refused{Refusal::request_malformed, "id",
                   "Its id must be a text, an integer or null."};
  call.id = *id;
  return std::nullopt;
}

// An unknown version is answered in 2.0: the older dialect has no such member.
std::optional<Refused> read_dialect(const Members& members, Call& call) {
  const Value* version = find(members, "jsonrpc");
  if (!version) return std::nullopt;
  const std::string* text = version->string();
  if (text && (*text == "1.0" || *text == "1.1")) return std::nullopt;
  call.dialect = Dialect::two;
  if (text && *text == "2.0") return std::nullopt;
  return Refused{Refusal::request_malformed, "jsonrpc",
                 "Its version of JSON-RPC is not known."};
}

bool is_method_name(std::string_view text) {
  constexpr std::size_t longest = 100;
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c >= '0' && c <= '9') || c == '_' || c == '.';
  };
  return !text.empty() && text.size() <= longest &&
         std::all_of(text.begin(), text.end(), allowed);
}

std::optional<Refused> read_method(const Members& members, Call& call) {
  const Value* method = find(members, "method");
  const std::string* name = method ? method->string() : nullptr;
  if (!name || !is_method_name(*name))
    return Refused{Refusal::method_name_malformed, "method"};
  call.method = *name;
  return std::nullopt;
}

// Arguments by name are good JSON-RPC 2.0, but the first argument is the key
// and has no name in the documents.
std::optional<Refused> read_arguments(const Members& members, Call& call) {
  const Value* params = find(members, "params");
  if (!params || params->is_null()) return std::nullopt;
  const Value::Array* array = params->array();
  if (!array) return Refused{Refusal::arguments_malformed, "params"};
  call.arguments = *array;
  return std::nullopt;
}

Call read_call(const Value& value) {
  Call call;
  if (!value.is_object()) {
    call.dialect = Dialect::two;  // only a member of a batch comes here
    call.refused = Refused{Refusal::request_malformed};
    return call;
  }
  const Members& members = *value.object();
  const auto bad_id = read_id(members, call);
  call.refused = read_dialect(members, call);
  if (!call.refused) call.refused = bad_id;
  if (!call.refused) call.refused = read_method(members, call);
  if (call.refused) return call;
  // From here on it is a request, so without an id one that gets no answer.
  call.is_notification =
      call.dialect == Dialect::two && !members.contains("id");
  call.refused = read_arguments(members, call);
  return call;
}

Outcome<CallSet> read_batch(const Value::Array& members) {
  if (members.empty()) return Refusal::request_malformed;
  if (members.size() > batch_limit) return Refusal::too_many_calls;
  CallSet set;
  set.is_batch = true;
  for (const Value& member : members) set.calls.push_back(read_call(member));
  return set;
}

}  // namespace

Outcome<CallSet> read_calls(std::string_view body) {
  if (trimmed(body).empty()) return Refusal::body_empty;
  auto json = read_json(body);
  if (!json) return json.refused();
  if (const Value::Array* members = json->array()) return read_batch(*members);
  if (!json->is_object()) return Refusal::method_name_malformed;
  CallSet set;
  set.calls.push_back(read_call(*json));
  return set;
}

Dialect dialect_guess_of(std::string_view body) {
  constexpr std::string_view member = "\"jsonrpc\"";
  if (trimmed(body).starts_with('[')) return Dialect::two;
  const auto start = body.find(member);
  if (start == std::string_view::npos) return Dialect::one;
  auto rest = trimmed(body.substr(start + member.size()));
  if (!rest.starts_with(':')) return Dialect::one;
  rest = trimmed(rest.substr(1));
  return rest.starts_with("\"2.0\"") ? Dialect::two : Dialect::one;
}

}  // namespace provisor::wire
