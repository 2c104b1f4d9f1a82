// options.h — options that several commands have, and what they may hold.
//
// A value that cannot be meant is a mistake in the line: the parser says so,
// and nothing was done. `into` must live until the line was parsed.

#pragma once

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "listing.h"

namespace provisor::command {

using Time = std::chrono::sys_seconds;

inline constexpr std::size_t most_of_a_text = 200;  // as in the API, mostly

// What typed text means; nothing when it cannot be meant.
using Reader = std::function<std::optional<std::string>(const std::string&)>;
// As add_text() takes it.
std::optional<std::string> line_in(const std::string& typed);
std::optional<std::string> host_in(const std::string& typed);
std::optional<std::string> email_in(const std::string& typed);
std::optional<std::string> country_in(const std::string& typed);

// Whatever `read` takes; `wanted` says what that is.
CLI::Option* add_as(CLI::App& command, const std::string& name,
                    std::string& into, const std::string& what,
                    const std::string& wanted, const Reader& read);
// One line of at most `most` characters, none of them a control character, of
// which something can be seen; kept trimmed.
CLI::Option* add_text(CLI::App& command, const std::string& name,
                      std::string& into, const std::string& what,
                      std::size_t most = most_of_a_text);
CLI::Option* add_text(CLI::App& command, const std::string& name,
                      std::optional<std::string>& into, const std::string& what,
                      std::size_t most = most_of_a_text);
// For a new user: kept in the form in which names are compared.
CLI::Option* add_username(CLI::App& command, const std::string& name,
                          std::string& into, const std::string& what);
CLI::Option* add_timezone(CLI::App& command, const std::string& name,
                          std::optional<std::string>& into,
                          const std::string& what);
// Kept in lower-case A-labels.
CLI::Option* add_host(CLI::App& command, const std::string& name,
                      std::optional<std::string>& into,
                      const std::string& what);
// Kept without blanks and doubles.
CLI::Option* add_packages(CLI::App& command, const std::string& name,
                          std::optional<std::string>& into,
                          const std::string& what);
// Kept in the form in which addresses are compared.
CLI::Option* add_email(CLI::App& command, const std::string& name,
                       std::string& into, const std::string& what);
// Kept as a code, ISO 3166-1 alpha-2.
CLI::Option* add_country(CLI::App& command, const std::string& name,
                         std::string& into, const std::string& what);
CLI::Option* add_id(CLI::App& command, const std::string& name,
                    std::int64_t& into, const std::string& what);
CLI::Option* add_id(CLI::App& command, const std::string& name,
                    std::optional<std::int64_t>& into, const std::string& what);
CLI::Option* add_count(CLI::App& command, const std::string& name,
                       std::optional<std::int64_t>& into,
                       const std::string& what);
// How many lines a listing has, 1 … 10000.
CLI::Option* add_limit(CLI::App& command, std::int64_t& into);
CLI::Option* add_day(CLI::App& command, const std::string& name,
                     std::optional<Time>& into, const std::string& what);
CLI::Option* add_span(CLI::App& command, const std::string& name,
                      std::optional<std::chrono::seconds>& into,
                      const std::string& what);

// The cells of what may be absent, and of times.
Cell cell_of(Time time);
Cell cell_of(const std::optional<Time>& time);
Cell cell_of(const std::optional<std::int64_t>& number);
Cell cell_of(const std::optional<std::string>& text);

}  // namespace provisor::command
