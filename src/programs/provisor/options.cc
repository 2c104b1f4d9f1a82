#include "options.h"

#include <fmt/format.h>

#include <charconv>
#include <limits>

#include "provisor/operations/normalise.h"
#include "times.h"

namespace provisor::command {
namespace {

// For a terminal: without what steers it, and not more than a line of it.
std::string excerpt_of(const std::string& typed) {
  static constexpr std::size_t most = 60;
  if (typed.size() <= most) return printable(typed);
  auto end = most;  // not inside a character
  while (end > 0 && (typed[end] & 0xC0) == 0x80) --end;
  return printable(typed.substr(0, end)) + "…";
}

// An option whose typed text `read` turns into a value, or into nothing.
template <class Into, class Read>
CLI::Option* add_read(CLI::App& command, const std::string& name, Into& into,
                      const std::string& what, const std::string& wanted,
                      Read read) {
  return command.add_option_function<std::string>(
      name,
      [&into, name, wanted, read](const std::string& typed) {
        const auto value = read(typed);
        if (!value)
          throw CLI::ValidationError(
              name, "'" + excerpt_of(typed) + "' is not " + wanted);
        into = *value;
      },
      what);
}

template <class Into>
CLI::Option* add_line_of(CLI::App& command, const std::string& name, Into& into,
                         const std::string& what, std::size_t most) {
  return add_read(
             command, name, into, what,
             fmt::format("one line of at most {} characters in UTF-8", most),
             [most](const std::string& typed) {
               return operations::normal_line(typed, most);
             })
      ->type_name("TEXT");
}

std::optional<std::string> read_timezone(const std::string& typed) {
  if (!operations::is_timezone(typed)) return std::nullopt;
  return typed;
}

constexpr std::int64_t most_of_a_limit =
    std::numeric_limits<std::int32_t>::max();
constexpr auto no_bound = std::numeric_limits<std::int64_t>::max();

bool is_number(const std::string& typed, std::int64_t least,
               std::int64_t most) {
  std::int64_t number = 0;
  const char* end = typed.data() + typed.size();
  const auto [stop, error] = std::from_chars(typed.data(), end, number);
  return error == std::errc() && stop == end && least <= number &&
         number <= most;
}

CLI::Validator number_check(std::int64_t least, std::int64_t most) {
  const auto range = most == no_bound
                         ? fmt::format("from {} on", least)
                         : fmt::format("from {} to {}", least, most);
  return CLI::Validator(
      [=](const std::string& typed) -> std::string {
        if (is_number(typed, least, most)) return "";
        return "'" + typed + "' is not a number " + range;
      },
      "");
}

}  // namespace

std::optional<std::string> line_in(const std::string& typed) {
  return operations::normal_line(typed, most_of_a_text);
}

std::optional<std::string> host_in(const std::string& typed) {
  return operations::normal_host(typed);
}

std::optional<std::string> email_in(const std::string& typed) {
  return operations::normal_email(typed);
}

std::optional<std::string> country_in(const std::string& typed) {
  return operations::country_code(typed);
}

CLI::Option* add_as(CLI::App& command, const std::string& name,
                    std::string& into, const std::string& what,
                    const std::string& wanted, const Reader& read) {
  return add_read(command, name, into, what, wanted, read);
}

CLI::Option* add_text(CLI::App& command, const std::string& name,
                      std::string& into, const std::string& what,
                      std::size_t most) {
  return add_line_of(command, name, into, what, most);
}

CLI::Option* add_text(CLI::App& command, const std::string& name,
                      std::optional<std::string>& into, const std::string& what,
                      std::size_t most) {
  return add_line_of(command, name, into, what, most);
}

CLI::Option* add_username(CLI::App& command, const std::string& name,
                          std::string& into, const std::string& what) {
  return add_read(command, name, into, what,
                  "a name of at most 100 visible characters without a space",
                  operations::normal_username)
      ->type_name("NAME");
}

CLI::Option* add_timezone(CLI::App& command, const std::string& name,
                          std::optional<std::string>& into,
                          const std::string& what) {
  return add_read(command, name, into, what,
                  "a name of the tz database such as Australia/Brisbane",
                  read_timezone)
      ->type_name("ZONE");
}

CLI::Option* add_host(CLI::App& command, const std::string& name,
                      std::optional<std::string>& into,
                      const std::string& what) {
  return add_read(command, name, into, what,
                  "the name of a host such as app.example.com", host_in)
      ->type_name("HOST");
}

CLI::Option* add_packages(CLI::App& command, const std::string& name,
                          std::optional<std::string>& into,
                          const std::string& what) {
  return add_read(command, name, into, what,
                  "a list of names such as home,account",
                  operations::normal_packages)
      ->type_name("NAME,…");
}

CLI::Option* add_email(CLI::App& command, const std::string& name,
                       std::string& into, const std::string& what) {
  return add_read(command, name, into, what,
                  "an e-mail address such as ann@example.com", email_in)
      ->type_name("ADDRESS");
}

CLI::Option* add_country(CLI::App& command, const std::string& name,
                         std::string& into, const std::string& what) {
  return add_read(command, name, into, what,
                  "a country's name or code such as AU", country_in)
      ->type_name("COUNTRY");
}

CLI::Option* add_id(CLI::App& command, const std::string& name,
                    std::int64_t& into, const std::string& what) {
  return command.add_option(name, into, what)
      ->check(number_check(1, no_bound))
      ->type_name("ID");
}

CLI::Option* add_id(CLI::App& command, const std::string& name,
                    std::optional<std::int64_t>& into,
                    const std::string& what) {
  return command.add_option(name, into, what)
      ->check(number_check(1, no_bound))
      ->type_name("ID");
}

CLI::Option* add_count(CLI::App& command, const std::string& name,
                       std::optional<std::int64_t>& into,
                       const std::string& what) {
  return command.add_option(name, into, what + " (default: unlimited)")
      ->check(number_check(0, most_of_a_limit))
      ->type_name("NUMBER");
}

CLI::Option* add_limit(CLI::App& command, std::int64_t& into) {
  return command
      .add_option("--limit", into, "At most so many lines (default: 100)")
      ->check(number_check(1, 10'000))
      ->type_name("NUMBER");
}

CLI::Option* add_day(CLI::App& command, const std::string& name,
                     std::optional<Time>& into, const std::string& what) {
  return add_read(command, name, into, what,
                  "a day such as 2027-01-31, or an instant such as "
                  "2027-01-31T18:00:00Z",
                  read_time)
      ->type_name("DAY");
}

CLI::Option* add_span(CLI::App& command, const std::string& name,
                      std::optional<std::chrono::seconds>& into,
                      const std::string& what) {
  return add_read(command, name, into, what,
                  "a span of time such as 90d, 24h or 30m", read_span)
      ->type_name("SPAN");
}

Cell cell_of(Time time) { return time_text(time); }

Cell cell_of(const std::optional<Time>& time) {
  return time ? Cell(time_text(*time)) : Cell(nullptr);
}

Cell cell_of(const std::optional<std::int64_t>& number) {
  return number ? Cell(*number) : Cell(nullptr);
}

Cell cell_of(const std::optional<std::string>& text) {
  return text ? Cell(*text) : Cell(nullptr);
}

}  // namespace provisor::command
