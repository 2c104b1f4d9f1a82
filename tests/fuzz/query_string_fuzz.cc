// Names and values are texts, and read the same when encoded once more.
#include "provisor/wire/parameters.h"
#include "tests/fuzz/holds.h"

using namespace provisor;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, size_t size) {
  const auto read = wire::read_parameters(text_of(data, size), "", "", is_text);
  if (!read) return holds(is_text(read.refused().field));
  holds(read->size() <= wire::parameter_limit);
  std::string again;
  for (const auto& [name, value] : *read) {
    holds(is_text(name) && is_text(value));
    for (const char c : name) again += '%' + hex({&c, 1});
    again += '=';
    for (const char c : value) again += '%' + hex({&c, 1});
    again += '&';
  }
  return holds(*wire::read_parameters(again, "", "", is_text) == *read);
}
