// rows.h — fields of a row as values.

#pragma once

#include <optional>
#include <string>

#include <pqxx/pqxx>

#include "provisor/store/accounts.h"

namespace provisor::store {

template <class T>
std::optional<T> optional(const pqxx::field& field) {
  if (field.is_null()) return std::nullopt;
  return field.as<T>();
}

// Times travel as Unix seconds.
inline Time time(const pqxx::field& field) {
  return Time(std::chrono::seconds(field.as<std::int64_t>()));
}

inline std::optional<Time> optional_time(const pqxx::field& field) {
  if (field.is_null()) return std::nullopt;
  return time(field);
}

inline std::optional<std::int64_t> unix_seconds(
    const std::optional<Time>& time) {
  if (!time) return std::nullopt;
  return time->time_since_epoch().count();
}

// The first column of the only row.
template <class T>
T single(const pqxx::result& rows) {
  return rows.at(0)[0].as<T>();
}

}  // namespace provisor::store
