#include "callers.h"

#include <algorithm>

#include "provisor/auth/api_key.h"
#include "provisor/base/call_notes.h"

namespace provisor::api {

namespace {

constexpr std::chrono::seconds patience{1};

// A database that did not do the call will hardly do this.
bool has_answered(const Outcome<Done>& outcome) {
  return outcome || (outcome.refusal() != Refusal::busy &&
                     outcome.refusal() != Refusal::unavailable);
}

}  // namespace

void note_caller(const operations::Context& context,
                 const Outcome<Done>& outcome, CallerMemory& memory) {
  const auto digest = auth::digest_of(context.key);
  auto ids = memory.find(digest);
  if (!ids && has_answered(outcome)) {
    ids = context.services.sign_ups.who_calls(
        digest, std::min(context.deadline, Clock::now() + patience));
    // A wrong key is not worth a place.
    if (ids->key_id != 0) memory.remember(digest, *ids);
  }
  if (!ids) return;
  call_notes().account_id = ids->account_id;
  call_notes().key_id = ids->key_id;
}

}  // namespace provisor::api
