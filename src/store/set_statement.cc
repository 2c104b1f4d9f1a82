#include "set_statement.h"

#include <functional>
#include <optional>
#include <stdexcept>

namespace provisor::store {

std::string joined(const std::vector<const EncodedWish*>& wishes) {
  std::size_t size = 2;
  for (const EncodedWish* wish : wishes) size += wish->members.size() + 16;
  std::string array;
  array.reserve(size);
  for (std::size_t n = 0; n < wishes.size(); ++n) {
    array += n == 0 ? "[{\"n\":" : ",{\"n\":";
    array += std::to_string(n);
    array += ',';
    array += wishes[n]->members;
    array += '}';
  }
  array += ']';
  return array;
}

std::size_t collision_key(std::string_view kind, std::string_view text) {
  const std::hash<std::string_view> hash;
  return hash(text) * 31 + hash(kind);
}

// Serialisation failures and deadlocks, and a row that another session has
// written in between.
bool is_conflict(const Fault& fault) {
  return fault.sqlstate().starts_with("40") || fault.sqlstate() == "23505";
}

// query_canceled and lock_not_available.
bool is_to_be_given_up(const Fault& fault) {
  return fault.sqlstate() == "57014" || fault.sqlstate() == "55P03" ||
         fault.lacks_resources();
}

void log_given_up(const std::string& operation, const Fault& fault) {
  if (fault.lacks_resources()) return;  // the lane has said so
  log::warning("gave up a statement",
               {{"operation", operation}, {"reason", fault.what()}});
}

bool is_collision(const std::exception& error) {
  const auto* fault = dynamic_cast<const Fault*>(&error);
  return fault != nullptr && fault->sqlstate() == "PV001";
}

Refused refused_of(const pqxx::row& row) {
  const auto symbol = row["outcome"].as<std::string>();
  const auto refusal = refusal_named(symbol);
  if (!refusal)
    throw std::runtime_error("the database gave an unknown outcome: " + symbol);
  return Refused{*refusal, row["field"].as<std::string>("")};
}

std::vector<pqxx::row> in_order(const pqxx::result& rows, std::size_t count) {
  std::vector<std::optional<pqxx::row>> found(count);
  for (const pqxx::row& row : rows) {
    const auto n = row["n"].as<std::size_t>();
    if (n >= count || found[n])
      throw std::runtime_error("the database answered a wish nobody had");
    found[n] = row;
  }
  std::vector<pqxx::row> ordered;
  ordered.reserve(count);
  for (const auto& row : found) {
    if (!row) throw std::runtime_error("the database left a wish unanswered");
    ordered.push_back(*row);
  }
  return ordered;
}

}  // namespace provisor::store
