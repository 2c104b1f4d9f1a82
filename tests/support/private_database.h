// private_database.h — a fresh, migrated database for one test case.
//
// PROVISOR_TEST_DATABASE is the connection string of a superuser on a cluster
// that belongs to the tests (tests/run starts one). PROVISOR_SQL_DIR is where
// the schema lies; ./sql when it is not set.

#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "store/connection.h"

namespace provisor::tests {

std::filesystem::path sql_directory();

// Without any schema in it.
class EmptyDatabase {
 public:
  EmptyDatabase() : EmptyDatabase("template1") {}
  ~EmptyDatabase();
  EmptyDatabase(const EmptyDatabase&) = delete;
  EmptyDatabase& operator=(const EmptyDatabase&) = delete;

  // A libpq connection string; of the superuser when no role is given.
  std::string connection(const std::string& role = "") const;

  // The first field of the first row; as the superuser.
  std::string value(const std::string& sql);
  long number(const std::string& sql) { return std::stol(value(sql)); }
  // All first fields.
  std::vector<std::string> values(const std::string& sql);
  // Statements without an answer.
  void run(const std::string& sql);

 protected:
  explicit EmptyDatabase(const std::string& like);

 private:
  std::string name_;
  std::unique_ptr<store::Connection> superuser_;
};

// With the schema of this version. The first one of a process is migrated, the
// others are copies.
class PrivateDatabase : public EmptyDatabase {
 public:
  PrivateDatabase();
};

// One more connection of the superuser that keeps a transaction open: what it
// locks stays locked until it is undone.
class OpenTransaction {
 public:
  OpenTransaction(const EmptyDatabase& database, const std::string& sql);
  void undo();

 private:
  store::Connection connection_;
};

// Waits until the query says "t" (true); fails the test after a minute.
void wait_until(EmptyDatabase& database, const std::string& sql);

}  // namespace provisor::tests
