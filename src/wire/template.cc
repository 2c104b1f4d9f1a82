#include "provisor/wire/template.h"

#include <stdexcept>

#include <kainjow/mustache.hpp>

namespace provisor::wire {

std::string rendered(const std::string& text, const Facts& facts) {
  namespace mustache = kainjow::mustache;
  mustache::mustache page(text);
  mustache::data data;
  for (const auto& [name, fact] : facts)
    // An empty text would count as there.
    data.set(name, fact.empty() ? mustache::data(false) : mustache::data(fact));
  auto result = page.render(data);
  if (!page.is_valid()) throw std::logic_error(page.error_message());
  return result;
}

}  // namespace provisor::wire
