// The first line is the caller's country. A number is "+" and digits, and stays
// what it is when it is read again, from whatever country.
#include "provisor/operations/normalise.h"
#include "tests/fuzz/holds.h"

using provisor::operations::e164_phone;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, size_t size) {
  std::string_view typed = text_of(data, size);
  const std::string_view country = take_line(typed);
  const auto phone = e164_phone(typed, country);
  if (!phone) return 0;
  holds(phone->starts_with('+') && phone->size() >= 3 && phone->size() <= 16);
  holds(phone->find_first_not_of("0123456789", 1) == std::string::npos);
  return holds(e164_phone(*phone, country) == phone &&
               e164_phone(*phone, "DE") == phone);
}
