// JSON-RPC: a call, or a batch of calls that run one after the other. The
// status is always 200, for errors too: clients in the field drop the body of
// any other.

#include <algorithm>

#include "caller_key.h"
#include "endpoints.h"
#include "methods.h"
#include "performance.h"
#include "provisor/base/text.h"

namespace provisor::api {

namespace {

using fastcgi::Request;
using fastcgi::Response;

bool is_json(std::string_view content_type) {
  const auto type =
      lower_ascii(trimmed(content_type.substr(0, content_type.find(';'))));
  return type.empty() || type == "application/json" ||
         type == "application/json-rpc";
}

Outcome<wire::CallSet> calls_of(const Request& request) {
  if (request.body_too_large) return Refusal::body_too_large;
  if (!is_json(request.content_type)) return Refusal::content_type_unsupported;
  return wire::read_calls(request.body);
}

// The key is the first argument. A caller that sends it as a bearer token
// leaves the argument out, or null or empty.
std::optional<std::string> taken_key(std::vector<wire::Value>& arguments) {
  if (arguments.empty()) return std::nullopt;
  const auto key = arguments.front().text_like();
  if (key || arguments.front().is_null()) arguments.erase(arguments.begin());
  return key;
}

// Each call of a batch is a sign-up of its own, so each has a key of its own.
// An empty one stays empty, and so is refused.
std::optional<std::string> idempotency_key(const Request& request,
                                           const wire::CallSet& set,
                                           std::size_t index) {
  const auto& key = request.idempotency_key;
  if (!set.is_batch || !key || key->empty()) return key;
  return *key + ":" + std::to_string(index);
}

// What came of one call, in both forms it is needed in.
struct Answered {
  std::string text;
  bool replayed;
};

class Conversation {
 public:
  Conversation(const Request& request, const House& house,
               const wire::CallSet& set)
      : request_(request), house_(house), set_(set) {}

  Answered answered(std::size_t index) const {
    const auto& call = set_.calls[index];
    const auto* method = call.refused ? nullptr : method_named(call.method);
    const auto outcome =
        perform(method ? method->operation : Operation::other, request_,
                house_.metrics, [&] { return called(method, index); });
    if (!outcome) return {wire::error_answer(call, outcome.refused()), false};
    return {wire::result_answer(call, (*outcome).result), (*outcome).replayed};
  }

 private:
  Outcome<Done> called(const Method* method, std::size_t index) const {
    const auto& call = set_.calls[index];
    if (call.refused) return *call.refused;
    if (!method) return Refusal::method_not_found;
    auto arguments = call.arguments;
    auto key = caller_key(taken_key(arguments), request_);
    if (!key) return key.refused();
    const operations::Context context{
        house_.services, std::move(*key), request_.remote_address,
        idempotency_key(request_, set_, index), request_.deadline};
    auto outcome = method->function(context, arguments);
    note_caller(context, outcome, *house_.callers);
    return outcome;
  }

  const Request& request_;
  const House& house_;
  const wire::CallSet& set_;
};

Response answer_to(const wire::CallSet& set, const Request& request,
                   const House& house) {
  const Conversation conversation(request, house, set);
  std::vector<std::string> texts;
  bool all_replayed = true;
  for (std::size_t index = 0; index < set.calls.size(); ++index) {
    auto answered = conversation.answered(index);
    all_replayed = all_replayed && answered.replayed;
    texts.push_back(std::move(answered.text));
  }
  Response response;
  response.body = wire::answers_of(set, texts);
  if (all_replayed)
    response.headers.emplace_back("Idempotency-Replayed", "true");
  return response;
}

Response error_in(wire::Dialect dialect, const Refused& refused) {
  wire::Call nobody;
  nobody.dialect = dialect;
  Response response;
  response.body = wire::error_answer(nobody, refused);
  return response;
}

}  // namespace

Response json_rpc_answer(const Request& request, const House& house) {
  const auto set = without_faults(request, [&] { return calls_of(request); });
  if (set) return answer_to(*set, request, house);
  // Through perform() too, so that it is counted and logged like any other.
  const auto refused =
      perform(Operation::other, request, house.metrics,
              [&]() -> Outcome<Done> { return set.refused(); });
  return error_in(wire::dialect_guess_of(request.body), refused.refused());
}

Response json_rpc_error(const Refused& refused) {
  return error_in(wire::Dialect::one, refused);
}

}  // namespace provisor::api
