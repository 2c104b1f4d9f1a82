// connection.h — a connection to PostgreSQL, the same over libpqxx 6 and 7.
//
// Statements are unnamed and leave no state in the session, so that a pooler in
// transaction mode may stand between. A connection that was lost stays lost:
// throw the object away and make a new one. (libpqxx 6 would by itself connect
// again, now and then and without a word.)
//
// Errors are ours: Away when there is no connection, Lost when it ended during
// a statement, Fault for everything that PostgreSQL refuses to do. Messages are
// taken at terse verbosity; at the normal one they quote rows.

#pragma once

#include <chrono>
#include <string>
#include <utility>

#include <pqxx/pqxx>

#include "lost.h"

namespace provisor::store {

class Connection {
 public:
  // Throws Away. `patience` is rounded up to whole seconds, at least two
  // (libpq).
  explicit Connection(const std::string& address,
                      std::chrono::milliseconds patience);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // One statement that is its own transaction.
  template <class... Values>
  pqxx::result statement(const char* sql, Values&&... values) {
    return translated([&] {
      pqxx::nontransaction transaction(connection_);
      return execute(transaction, sql, std::forward<Values>(values)...);
    });
  }

  // What `work` does with the transaction that it is given is committed when it
  // returns and undone when it throws.
  template <class Work>
  auto transaction(Work&& work) {
    return translated([&] {
      pqxx::work transaction(connection_);
      auto result = work(transaction);
      transaction.commit();
      return result;
    });
  }

  // Several statements at once, without parameters. For files of SQL.
  void script(const std::string& sql);

  // A duplicate of the socket: its number stays ours until this object ends,
  // whenever libpq closes its own.
  int socket() const { return socket_; }

  template <class... Values>
  static pqxx::result execute(pqxx::transaction_base& transaction,
                              const char* sql, Values&&... values);

 private:
  template <class Work>
  auto translated(Work&& work) {
    try {
      return work();
    } catch (...) {
      rethrow_translated();
    }
  }
  [[noreturn]] static void rethrow_translated();

  pqxx::connection connection_;
  int socket_;
};

template <class... Values>
pqxx::result Connection::execute(pqxx::transaction_base& transaction,
                                 const char* sql, Values&&... values) {
#if PQXX_VERSION_MAJOR >= 7
  return transaction.exec(sql, pqxx::params{std::forward<Values>(values)...});
#else
  return transaction.exec_params(sql, std::forward<Values>(values)...);
#endif
}

// The address with our defaults put before what the operator wrote, which
// therefore wins: for "name=value …" and for "postgresql://…".
std::string with_defaults(const std::string& address,
                          const std::string& connect_timeout);

}  // namespace provisor::store
