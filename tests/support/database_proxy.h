// database_proxy.h — stands between a program and PostgreSQL, and can lose an
// answer.

#pragma once

#include <atomic>
#include <string>
#include <thread>

#include "tests/support/pool_under_test.h"
#include "tests/support/private_database.h"

namespace provisor::tests {

// Serves one connection after another, at a UNIX socket of its own.
class DatabaseProxy {
 public:
  explicit DatabaseProxy(EmptyDatabase& database);
  ~DatabaseProxy();

  // To be added to a connection string.
  std::string host() const { return " host=" + directory_.path().native(); }

  // From here on answers go nowhere, until the connection is cut.
  void hold_answers() { is_holding_ = true; }
  void cut() { is_cut_ = true; }

 private:
  void serve(std::stop_token stop);
  void pass_on(int client, int server, std::stop_token stop);

  TemporaryDirectory directory_;
  std::string server_;  // the socket of PostgreSQL
  int listener_;
  std::atomic<bool> is_holding_ = false, is_cut_ = false;
  std::jthread thread_;
};

}  // namespace provisor::tests
