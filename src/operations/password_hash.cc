#include "password_hash.h"

#include <algorithm>

namespace provisor::operations {

Outcome<std::string> hashed(
    Services& services, const Secret& password, Deadline deadline,
    const std::function<std::optional<Refused>()>& still_refused) {
  const auto patience = std::min(deadline, Clock::now() + services.hash_wait);
  const auto ticket = services.hash_admission.admit(patience);
  if (!ticket) return Refusal::busy;
  if (still_refused && ticket->had_to_wait())
    if (auto refused = still_refused()) return *refused;
  return auth::hash_password(password, services.password_cost);
}

}  // namespace provisor::operations
