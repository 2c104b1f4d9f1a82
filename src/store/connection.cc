#include "connection.h"

#include <algorithm>
#include <string_view>

#include <fcntl.h>
#include <unistd.h>

#include "provisor/base/text.h"
#include "provisor/store/connection_string.h"

namespace provisor::store {
namespace {

pqxx::connection connect(const std::string& address) {
  if (!is_connection_string(address))
    throw Away("the connection string is not of the form that libpq reads");
  try {
    return pqxx::connection(address);
  } catch (const std::exception& error) {
    throw Away(std::string(trimmed(error.what())));
  }
}

std::string whole_seconds(std::chrono::milliseconds patience) {
  const auto seconds = std::chrono::ceil<std::chrono::seconds>(patience);
  return std::to_string(std::max<long>(seconds.count(), 2));
}

// The server is going away (57P01 to 57P05, class 08), or has become a standby
// under us (25006): another connection may find a better one.
bool means_lost(std::string_view sqlstate) {
  return sqlstate.starts_with("57P") || sqlstate.starts_with("08") ||
         sqlstate == "25006";
}

// Class 22 quotes the value that it does not like, so its text is left out.
Fault fault_of(const std::string& sqlstate, const char* text) {
  std::string whole = sqlstate.empty() ? "" : "SQLSTATE " + sqlstate + ": ";
  if (sqlstate.starts_with("22"))
    whole += "a value is not of the form that its column or function needs";
  else
    whole += trimmed(text);
  return Fault(sqlstate, whole);
}

}  // namespace

Connection::Connection(const std::string& address,
                       std::chrono::milliseconds patience)
    : connection_(connect(with_defaults(address, whole_seconds(patience)))),
      socket_(fcntl(connection_.sock(), F_DUPFD_CLOEXEC, 3)) {
  // Without it nobody could cut a statement off.
  if (socket_ < 0) throw Away("no file descriptor is left");
#if PQXX_VERSION_MAJOR >= 7
  connection_.set_verbosity(pqxx::error_verbosity::terse);
#else
  connection_.set_verbosity(pqxx::connection_base::terse);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
  connection_.inhibit_reactivation(true);
#pragma GCC diagnostic pop
#endif
}

Connection::~Connection() { close(socket_); }

void Connection::script(const std::string& sql) {
  translated([&] {
    pqxx::nontransaction transaction(connection_);
    return transaction.exec(sql);
  });
}

// The order matters: in libpqxx 6 a rolled back transaction is no sql_error, in
// libpqxx 7 it is one. Errors with a class of their own have no SQLSTATE in
// libpqxx 6.
void Connection::rethrow_translated() {
  try {
    throw;
  } catch (const pqxx::statement_completion_unknown& error) {
    throw Lost(error.what());
  } catch (const pqxx::serialization_failure& error) {
    throw fault_of("40001", error.what());
  } catch (const pqxx::deadlock_detected& error) {
    throw fault_of("40P01", error.what());
  } catch (const pqxx::transaction_rollback& error) {
    throw fault_of("40000", error.what());
  } catch (const pqxx::insufficient_privilege& error) {
    throw fault_of("42501", error.what());
  } catch (const pqxx::sql_error& error) {
    if (means_lost(error.sqlstate()))
      throw Lost(std::string(trimmed(error.what())));
    throw fault_of(error.sqlstate(), error.what());
  } catch (const pqxx::failure&) {
    // A broken connection, a commit in doubt, or no result at all. libpqxx 6
    // has odd texts for it.
    throw Lost("the connection ended while a statement ran");
  }
}

// A peer that vanished is noticed within 25 seconds, also by programs that have
// no watchdog: by keepalives while nothing is on its way to it, else by the
// time-out for what it has not acknowledged.
std::string with_defaults(const std::string& address,
                          const std::string& connect_timeout) {
  const bool is_uri = address.find("://") != std::string::npos;
  const std::string between = is_uri ? "&" : " ";
  std::string defaults = "connect_timeout=" + connect_timeout;
  for (const char* setting :
       {"client_encoding=UTF8", "application_name=provisor",
        "keepalives_idle=10", "keepalives_interval=5", "keepalives_count=3",
        "tcp_user_timeout=25000"})
    defaults += between + setting;
  if (!is_uri) return defaults + " " + address;
  const auto query = address.find('?');
  if (query == std::string::npos) return address + "?" + defaults;
  return address.substr(0, query + 1) + defaults + "&" +
         address.substr(query + 1);
}

}  // namespace provisor::store
