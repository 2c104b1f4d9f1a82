// fault.h — what this room throws when a statement cannot be done at all.

#pragma once

#include <stdexcept>
#include <string>

namespace provisor::store {

// A statement failed for a reason that no caller can mend. The text names the
// SQLSTATE and PostgreSQL's own message, never a row's content.
class Fault : public std::runtime_error {
 public:
  Fault(std::string sqlstate, const std::string& text)
      : std::runtime_error(text), sqlstate_(std::move(sqlstate)) {}
  const std::string& sqlstate() const { return sqlstate_; }
  // Its disk or its memory is full, or something else of which it has too
  // little (class 53): it goes on when there is room again.
  bool lacks_resources() const { return sqlstate_.starts_with("53"); }

 private:
  std::string sqlstate_;
};

// The database cannot be reached, or does not answer now.
class Away : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// The connection ended during a change: it may have been made or not.
class InDoubt : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace provisor::store
