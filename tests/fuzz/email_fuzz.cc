// A normal address is a text of bounded length without white space, with one
// "@" and a dot behind it, and stays what it is when it is normalised again.
#include "provisor/operations/normalise.h"
#include "tests/fuzz/holds.h"

using namespace provisor;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, size_t size) {
  const auto email = operations::normal_email(text_of(data, size));
  if (!email) return 0;
  holds(email->size() <= 254 && is_text(*email));
  for (const unsigned char c : *email) holds(c > ' ' && c != 0x7f);
  const auto at = email->find('@');
  holds(at >= 1 && at <= 64 && at == email->rfind('@'));
  holds(email->find('.', at + 2) != std::string::npos);
  return holds(operations::normal_email(*email) == email);
}
