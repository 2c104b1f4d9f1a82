#include "times.h"

#include <fmt/format.h>

#include <array>
#include <charconv>

namespace provisor::command {
namespace {

std::optional<int> number_of(std::string_view digits) {
  int number = 0;
  const auto end = digits.data() + digits.size();
  const auto [stop, error] = std::from_chars(digits.data(), end, number);
  if (error != std::errc() || stop != end || number < 0) return std::nullopt;
  return number;
}

// Whether `text` has the form of `pattern`, in which "0" stands for a digit.
bool has_form(std::string_view text, std::string_view pattern) {
  if (text.size() != pattern.size()) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool is_digit = text[i] >= '0' && text[i] <= '9';
    if (pattern[i] == '0' ? !is_digit : text[i] != pattern[i]) return false;
  }
  return true;
}

}  // namespace

std::optional<std::chrono::sys_seconds> read_time(std::string_view typed) {
  using namespace std::chrono;
  const bool has_clock = has_form(typed, "0000-00-00T00:00:00Z");
  if (!has_clock && !has_form(typed, "0000-00-00")) return std::nullopt;
  const auto part = [&](std::size_t at, std::size_t length) {
    return *number_of(typed.substr(at, length));
  };
  const year_month_day day(year(part(0, 4)),
                           month(static_cast<unsigned>(part(5, 2))),
                           std::chrono::day(static_cast<unsigned>(part(8, 2))));
  if (!day.ok()) return std::nullopt;
  if (!has_clock) return sys_days(day);
  if (part(11, 2) > 23 || part(14, 2) > 59 || part(17, 2) > 59)
    return std::nullopt;
  return sys_days(day) + hours(part(11, 2)) + minutes(part(14, 2)) +
         seconds(part(17, 2));
}

std::string time_text(std::chrono::sys_seconds time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(time - day);
  return fmt::format(
      "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", static_cast<int>(date.year()),
      static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
      clock.hours().count(), clock.minutes().count(), clock.seconds().count());
}

std::optional<std::chrono::seconds> read_span(std::string_view typed) {
  struct Unit {
    char letter;
    std::chrono::seconds length;
  };
  using namespace std::chrono;
  static constexpr std::array units = {
      Unit{'s', seconds(1)}, Unit{'m', minutes(1)}, Unit{'h', hours(1)},
      Unit{'d', days(1)}, Unit{'w', weeks(1)}};
  if (typed.size() < 2) return std::nullopt;
  const auto number = number_of(typed.substr(0, typed.size() - 1));
  for (const Unit& unit : units) {
    if (!number || unit.letter != typed.back()) continue;
    const auto span = *number * unit.length;
    if (span > days(3653)) return std::nullopt;
    return span;
  }
  return std::nullopt;
}

}  // namespace provisor::command
