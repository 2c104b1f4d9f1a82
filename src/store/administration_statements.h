// administration_statements.h — what the topics of administration share.

#pragma once

#include <cstdint>
#include <utility>

#include <pqxx/pqxx>

#include "connection.h"

namespace provisor::store {

// A change: unlike a question, it cannot simply be put again when the
// connection was lost meanwhile. Throws InDoubt then.
template <class Work>
auto change(Connection& connection, Work&& work) {
  try {
    return connection.transaction(std::forward<Work>(work));
  } catch (const Lost& lost) {
    throw InDoubt(lost.what());
  }
}

bool has_account(pqxx::work& transaction, std::int64_t id);

}  // namespace provisor::store
