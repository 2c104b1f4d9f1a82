#include "provisor/operations/get_timezone_list.h"

#include "attempt.h"
#include "timezones.h"

namespace provisor::operations {

Outcome<std::vector<std::string>> get_timezone_list(const Context& context) {
  const auto caller = context.services.sign_ups.check_caller(
      {caller_of(context), "", ""}, context.deadline);
  if (!caller) return caller.refused();
  return timezones();
}

}  // namespace provisor::operations
