#include "tests/support/private_database.h"

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <memory>
#include <stdexcept>
#include <thread>

#include <unistd.h>

#include "provisor/base/deadline.h"
#include "provisor/store/migrations.h"

namespace provisor::tests {
namespace {

using store::Connection;

constexpr std::chrono::seconds patience{10};

std::string cluster() {
  const char* connection = std::getenv("PROVISOR_TEST_DATABASE");
  if (connection == nullptr)
    throw std::runtime_error(
        "PROVISOR_TEST_DATABASE is not set; run these by tests/run --only pg");
  return connection;
}

// Where a name stands twice in a connection string, the last one counts.
std::string connection_to(const std::string& database,
                          const std::string& role) {
  return cluster() + " dbname=" + database +
         (role.empty() ? "" : " user=" + role);
}

void in_cluster(const std::string& sql) {
  Connection(connection_to("postgres", ""), patience).script(sql);
}

std::string new_name() {
  static std::atomic<int> count = 0;
  return "provisor_test_" + std::to_string(getpid()) + "_" +
         std::to_string(++count);
}

// Lives until the process ends.
class Template {
 public:
  Template() {
    in_cluster("create database " + name);
    store::migrate(connection_to(name, ""), sql_directory());
  }
  ~Template() { in_cluster("drop database " + name + " with (force)"); }

  const std::string name = new_name();
};

}  // namespace

std::filesystem::path sql_directory() {
  const char* directory = std::getenv("PROVISOR_SQL_DIR");
  return directory == nullptr ? "sql" : directory;
}

EmptyDatabase::EmptyDatabase(const std::string& like) : name_(new_name()) {
  in_cluster("create database " + name_ + " template " + like);
  superuser_ = std::make_unique<Connection>(connection(), patience);
}

EmptyDatabase::~EmptyDatabase() {
  superuser_.reset();
  in_cluster("drop database " + name_ + " with (force)");
}

std::string EmptyDatabase::connection(const std::string& role) const {
  return connection_to(name_, role);
}

std::string EmptyDatabase::value(const std::string& sql) {
  return superuser_->statement(sql.c_str()).at(0)[0].as<std::string>("");
}

std::vector<std::string> EmptyDatabase::values(const std::string& sql) {
  std::vector<std::string> values;
  for (const pqxx::row& row : superuser_->statement(sql.c_str()))
    values.push_back(row[0].as<std::string>(""));
  return values;
}

void EmptyDatabase::run(const std::string& sql) { superuser_->script(sql); }

PrivateDatabase::PrivateDatabase()
    : EmptyDatabase([] {
        static const Template migrated;
        return migrated.name;
      }()) {}

OpenTransaction::OpenTransaction(const EmptyDatabase& database,
                                 const std::string& sql)
    : connection_(database.connection(), patience) {
  connection_.script("begin");
  connection_.script(sql);
}

void OpenTransaction::undo() { connection_.script("rollback"); }

void wait_until(EmptyDatabase& database, const std::string& sql) {
  const auto give_up = Clock::now() + std::chrono::minutes(1);
  while (database.value(sql) != "t") {
    if (Clock::now() > give_up)
      throw std::runtime_error("waited in vain for: " + sql);
    std::this_thread::yield();
  }
}

}  // namespace provisor::tests
