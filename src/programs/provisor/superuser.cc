#include "superuser.h"

#include <fmt/format.h>

#include "clusters.h"
#include "provisor/store/connection_string.h"
#include "shell.h"

namespace provisor::command {
namespace {

bool is_default_directory(const std::string& host) {
  return host == "/var/run/postgresql" || host == "/run/postgresql";
}

}  // namespace

Server server_in(const std::string& connection) {
  return {store::parameter_of(connection, "host"),
          store::parameter_of(connection, "port")};
}

std::string as_superuser(const Server& server, const std::string& statement) {
  const auto& [host, port] = server;
  if (!host.empty() && !host.starts_with('/'))
    return fmt::format("As a superuser of {}: {};", host, statement);
  std::string line = "sudo -u postgres psql";
  if (!host.empty() && !is_default_directory(host))
    line += " -h " + shell_quoted(host);
  if (!port.empty() && port != default_port)
    line += " -p " + shell_quoted(port);
  return line + " -c " + shell_quoted(statement);
}

}  // namespace provisor::command
