// The first line is the content type. Names and values are texts, not too many,
// and those of a query string before the body count as well.
#include "provisor/wire/parameters.h"
#include "tests/fuzz/holds.h"

using namespace provisor;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, size_t size) {
  std::string_view body = text_of(data, size);
  const std::string_view type = take_line(body);
  const auto read = wire::read_parameters("", type, body, is_text);
  if (!read) return holds(is_text(read.refused().field));
  holds(read->size() <= wire::parameter_limit);
  for (const auto& [name, value] : *read)
    holds(is_text(name) && is_text(value));
  const auto both = wire::read_parameters("a=1", type, body, is_text);
  return holds(!both || both->at("a") == "1");
}
