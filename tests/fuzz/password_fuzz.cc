// Whatever is typed as a password: it is refused, or it is text in one form.
#include "provisor/operations/password_policy.h"
#include "tests/fuzz/holds.h"

using namespace provisor;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, size_t size) {
  const std::string typed(text_of(data, size));
  const std::vector<std::string> about = {"John", typed.substr(0, size / 2)};
  const auto chosen = operations::acceptable_password(Secret(typed), about, {});
  if (!chosen) return 0;
  holds(is_text(chosen->reveal()));
  return holds(code_points(chosen->reveal()) >= 12);
}
