// log.h — one line an event on standard error.
//
// A line is a level, an event in a few words and fields as name=value. Control
// characters and quotes in values are escaped, so no value can forge a line.
// Under systemd (JOURNAL_STREAM names standard error) each line carries
// journald's "<N>" prefix instead of a time. A line is written with one
// write(2) and cut at 4096 bytes, so lines of several processes and threads do
// not mix. Never pass a Secret's text.

#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <type_traits>

namespace provisor::log {

enum class Level { error = 3, warning = 4, notice = 5, info = 6, debug = 7 };

struct Field {
  Field(std::string_view field_name, std::string_view text)
      : name(field_name), value(text) {}
  Field(std::string_view field_name, const char* text)
      : name(field_name), value(text) {}
  template <class N>
    requires std::is_arithmetic_v<N>
  Field(std::string_view field_name, N number)
      : name(field_name), value(std::to_string(number)) {}

  std::string_view name;
  std::string value;
};

using Fields = std::initializer_list<Field>;

// Lines above this level are dropped; info when never called.
void set_level(Level level);
// Nothing when no level has this name (error, warning, notice, info, debug).
bool set_level(std::string_view name);

void write(Level level, std::string_view event, Fields fields = {});

inline void error(std::string_view event, Fields fields = {}) {
  write(Level::error, event, fields);
}
inline void warning(std::string_view event, Fields fields = {}) {
  write(Level::warning, event, fields);
}
inline void notice(std::string_view event, Fields fields = {}) {
  write(Level::notice, event, fields);
}
inline void info(std::string_view event, Fields fields = {}) {
  write(Level::info, event, fields);
}
inline void debug(std::string_view event, Fields fields = {}) {
  write(Level::debug, event, fields);
}

}  // namespace provisor::log
