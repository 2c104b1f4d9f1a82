#include "provisor/store/connection_string.h"

#include <memory>

#include <postgresql/libpq-fe.h>

namespace provisor::store {
namespace {

using Options = std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)>;

// Null where libpq cannot read it. Its error quotes the text, password and all.
Options options_in(const std::string& connection) {
  char* error = nullptr;
  Options options(PQconninfoParse(connection.c_str(), &error), PQconninfoFree);
  PQfreemem(error);
  return options;
}

}  // namespace

bool is_connection_string(const std::string& text) {
  return options_in(text) != nullptr;
}

std::string parameter_of(const std::string& connection,
                         const std::string& keyword) {
  const auto options = options_in(connection);
  if (!options) return "";
  for (const auto* option = options.get(); option->keyword; ++option)
    if (option->keyword == keyword) return option->val ? option->val : "";
  return "";
}

}  // namespace provisor::store
