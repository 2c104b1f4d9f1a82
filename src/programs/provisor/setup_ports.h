// setup_ports.h — who else has the ports of the site.

#pragma once

#include <string>

namespace provisor::command {

// Out of what `ss -Hltnp` prints of one port: who listens there and is not
// nginx, as "apache2 (process 123)". Empty: nobody.
std::string other_listener_in(const std::string& listing);

// Throws SetupFailure, which says who it is, when another program listens on a
// port that the site as it is in `site` listens on.
void must_have_ports(const std::string& site);

}  // namespace provisor::command
