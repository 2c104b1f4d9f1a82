// json_rpc.h — JSON-RPC 1.0 and 2.0: bytes to calls, answers to bytes.
//
// A call with a member "jsonrpc" of "2.0" speaks 2.0 strictly: exactly one of
// result and error, silence for a notification, batches. A call without the
// member, or with "1.0" or "1.1", speaks the older dialect: id, result, error
// in this order, the unused one null, also for a call without id. Any other
// version is malformed and answered in 2.0, as is a member of a batch that is
// no object. Batches of the older dialect, which has none, are taken too.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "provisor/base/outcome.h"
#include "provisor/wire/value.h"

namespace provisor::wire {

inline constexpr int json_depth_limit = 32;
inline constexpr std::size_t batch_limit = 100;

enum class Dialect { one, two };

struct Call {
  Dialect dialect = Dialect::one;
  bool is_notification = false;  // 2.0 without an id: gets no answer
  Value id = {};                 // string, integer or null
  std::string method = {};
  std::vector<Value> arguments = {};  // positional; the API key is the first
  // Set when this member of a batch, or the single call, cannot be called:
  // request_malformed, method_name_malformed, arguments_malformed. It is
  // answered with error_answer() like any refusal.
  std::optional<Refused> refused = {};
};

struct CallSet {
  bool is_batch = false;
  std::vector<Call> calls;  // at least one
};

// Refuses when there is no call to speak of: body_empty, encoding_malformed,
// json_malformed, json_too_deep, too_many_calls, request_malformed (an empty
// batch), method_name_malformed (a JSON text that is neither object nor array).
// The answer to such a refusal is error_answer() with a Call that has only
// the dialect set, that of `dialect_guess_of(body)`.
Outcome<CallSet> read_calls(std::string_view body);

// The dialect to answer a body in that could not be read as calls: 2.0 when it
// says so somewhere or begins as a batch.
Dialect dialect_guess_of(std::string_view body);

// A result: an object of integers, a list of texts.
using NamedIntegers = std::vector<std::pair<std::string, std::int64_t>>;
using Texts = std::vector<std::string>;
using Result = std::variant<NamedIntegers, Texts>;

// Empty for a notification. The texts of an answer hold no NUL.
std::string result_answer(const Call& call, const Result& result);
std::string error_answer(const Call& call, const Refused& refused);

// One answer to each call of the set, in order, as one body: for a batch an
// array without those of notifications. Empty when nothing is to be answered.
std::string answers_of(const CallSet& set,
                       const std::vector<std::string>& answers);

}  // namespace provisor::wire
