#include "provisor/store/administration.h"

#include "administration_statements.h"
#include "connection.h"

namespace provisor::store {

Administration::Administration(const std::string& connection)
    : connection_(
          std::make_unique<Connection>(connection, std::chrono::seconds(5))) {}

Administration::~Administration() = default;

// None or one row. Locked, so that what is attached to the account in this
// transaction finds it there at the end too.
constexpr char account_sql[] = R"sql(
    select id from provisor.account where id = $1 for key share
)sql";

bool has_account(pqxx::work& transaction, std::int64_t id) {
  return !Connection::execute(transaction, account_sql, id).empty();
}

}  // namespace provisor::store
