#include "provisor/wire/form_answer.h"

#include "json_text.h"

namespace provisor::wire {

std::string success_body(
    const std::vector<std::pair<std::string, std::int64_t>>& integers) {
  std::string body = "{\"message\":\"success\"";
  for (const auto& [name, number] : integers)
    body += ',' + quoted(name) + ':' + std::to_string(number);
  return body + '}';
}

std::string error_body(const Refused& refused) {
  const std::string symbol(traits_of(refused.refusal).symbol);
  std::string body = "{\"error_message\":" + quoted(sentence_of(refused));
  body += ",\"error_code\":" + quoted(symbol) + ",\"field\":";
  body += refused.field.empty() ? "null" : quoted(refused.field);
  return body + '}';
}

}  // namespace provisor::wire
