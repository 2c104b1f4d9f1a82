#include "setup_ports.h"

#include <fmt/format.h>

#include <regex>

#include "execute.h"
#include "lines.h"
#include "setup.h"
#include "setup_nginx.h"

namespace provisor::command {
namespace {

// One whose process cannot be seen runs in a container.
std::string listener_in(const std::string& line) {
  static const std::regex shape("users:\\(\\(\"([^\"]*)\",pid=([0-9]+)");
  std::smatch parts;
  if (!std::regex_search(line, parts, shape))
    return "a program that this machine does not name";
  return fmt::format("{} (process {})", parts[1].str(), parts[2].str());
}

void must_have_port(const std::string& port) {
  const auto listing = execute({"ss", "-Hltnp", "sport = :" + port});
  const auto other = other_listener_in(listing.output);
  if (!other.empty())
    throw SetupFailure(
        fmt::format("Port {} is taken by {}, and nginx needs it.", port, other),
        "systemctl status PROCESS names the service. Stop it (systemctl "
        "disable --now SERVICE), or have it listen on another port. The site "
        "is as it was before.");
}

}  // namespace

std::string other_listener_in(const std::string& listing) {
  for (const auto& line : lines_of(listing)) {
    const auto listener = listener_in(line);
    if (!listener.starts_with("nginx ")) return listener;
  }
  return "";
}

// As the site is shipped, on all addresses. A port with an address may have a
// neighbour.
void must_have_ports(const std::string& site) {
  if (site.find("include provisor/provisor-listen.conf;") != site.npos)
    must_have_port("443");
  if (directive_value(site, "listen") == "80") must_have_port("80");
}

}  // namespace provisor::command
