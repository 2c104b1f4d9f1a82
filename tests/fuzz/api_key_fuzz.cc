// What is taken for a key is visible ASCII of a bounded length, kept as it is,
// and a list shows but its beginning.
#include "provisor/auth/api_key.h"
#include "tests/fuzz/holds.h"

using namespace provisor;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, size_t size) {
  const auto text = text_of(data, size);
  const auto key = auth::read_api_key(text);
  if (!key)
    return holds((key.refusal() == Refusal::key_missing) == text.empty());
  holds(key->reveal() == text && size >= 12 && size <= 128);
  for (const char c : text) holds(c > ' ' && c < 0x7f);
  const std::string prefix = auth::prefix_of(*key);
  holds(text.starts_with(prefix) && prefix.size() <= 12);
  return holds(auth::digest_of(*key).size() == 64);
}
