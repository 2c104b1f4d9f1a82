#include "provisor/store/retention.h"

#include <optional>

#include "administration_statements.h"
#include "provisor/store/administration.h"
#include "rows.h"

namespace provisor::store {
namespace {

// One row.
constexpr char prune_sql[] = R"sql(
    select next_block, row_count from admin.prune($1, $2, $3, $4)
)sql";

}  // namespace

std::int64_t Administration::prune(const PruneWish& wish) {
  std::int64_t found = 0;
  std::optional<std::int64_t> block = 0;
  while (block) {
    const auto rows = change(*connection_, [&](pqxx::work& transaction) {
      return Connection::execute(transaction, prune_sql, wish.what,
                                 wish.older_than.count(), *block,
                                 wish.is_dry_run);
    });
    found += rows.at(0)[1].as<std::int64_t>();
    block = optional<std::int64_t>(rows.at(0)[0]);
  }
  return found;
}

}  // namespace provisor::store
