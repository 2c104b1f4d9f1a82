// administration_statements.h — what the topics of administration share.

#pragma once

#include <cstdint>

#include <pqxx/pqxx>

namespace provisor::store {

bool has_account(pqxx::work& transaction, std::int64_t id);

}  // namespace provisor::store
