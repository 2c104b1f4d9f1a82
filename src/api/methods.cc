#include "methods.h"

#include <algorithm>

#include "add_account_arguments.h"
#include "provisor/operations/get_timezone_list.h"

namespace provisor::api {

namespace {

using Arguments = std::vector<wire::Value>;

Outcome<Done> add_account(const operations::Context& context,
                          const Arguments& arguments) {
  const auto wish = add_account_of(arguments);
  if (!wish) return wish.refused();
  const auto added = operations::add_account(context, *wish);
  if (!added) return added.refused();
  const auto& ids = *added;
  return Done{wire::NamedIntegers{{"account_id", ids.account_id},
                                  {"user_id", ids.user_id}},
              ids.replayed};
}

Outcome<Done> get_timezone_list(const operations::Context& context,
                                const Arguments&) {
  auto names = operations::get_timezone_list(context);
  if (!names) return names.refused();
  return Done{wire::Texts(std::move(*names))};
}

constexpr Method methods[] = {
    {"addAccount", Operation::add_account, add_account},
    {"getTimezoneList", Operation::get_timezone_list, get_timezone_list},
};

}  // namespace

const Method* method_named(std::string_view name) {
  const auto method =
      std::find_if(std::begin(methods), std::end(methods),
                   [&](const Method& each) { return each.name == name; });
  return method == std::end(methods) ? nullptr : method;
}

}  // namespace provisor::api
