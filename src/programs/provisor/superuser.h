// superuser.h — what only a superuser of the database can do, as a remedy.

#pragma once

#include <string>

namespace provisor::command {

// Where PostgreSQL listens. Empty: where libpq looks by default.
struct Server {
  std::string host;  // or the directory of its socket
  std::string port;
};

// The one that a connection string names.
Server server_in(const std::string& connection);

// The command that runs the statement there. On another machine, whose
// superuser is not known here, the statement alone.
std::string as_superuser(const Server& server, const std::string& statement);

}  // namespace provisor::command
