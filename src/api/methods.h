// methods.h — the methods of the JSON-RPC API.

#pragma once

#include <string_view>
#include <vector>

#include "performance.h"
#include "provisor/operations/context.h"
#include "provisor/wire/value.h"

namespace provisor::api {

struct Method {
  std::string_view name;
  Operation operation;
  // The arguments are those behind the key.
  Outcome<Done> (*function)(const operations::Context& context,
                            const std::vector<wire::Value>& arguments);
};

// Null when there is none of this name.
const Method* method_named(std::string_view name);

}  // namespace provisor::api
