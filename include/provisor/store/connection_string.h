// connection_string.h — what a connection string of libpq says.

#pragma once

#include <string>

namespace provisor::store {

// Whether it is of a form that libpq reads.
bool is_connection_string(const std::string& text);

// What it says of a keyword of libpq, such as "host"; empty: nothing.
std::string parameter_of(const std::string& connection,
                         const std::string& keyword);

}  // namespace provisor::store
