// Whatever comes as a body, its answer is JSON: to each call, done or refused.
#include "provisor/wire/json_rpc.h"
#include "tests/fuzz/holds.h"
#include "wire/json_text.h"

using namespace provisor::wire;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, size_t size) {
  const auto body = text_of(data, size);
  const auto set = read_calls(body);
  const Call none{.dialect = dialect_guess_of(body)};
  if (!set) return holds(bool(read_json(error_answer(none, set.refused()))));
  std::vector<std::string> answers;
  for (const Call& call : set->calls)
    answers.push_back(call.refused ? error_answer(call, *call.refused)
                                   : result_answer(call, Texts{call.method}));
  const auto answer = answers_of(*set, answers);
  return holds(answer.empty() || bool(read_json(answer)));
}
