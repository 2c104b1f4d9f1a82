// log.h — one structured entry an event.
//
// An entry is a level, an event in a few words and fields as name=value;
// docs/events.md lists all of them. Under systemd (JOURNAL_STREAM names
// standard error) it goes to the journal by its own protocol: PRIORITY,
// PROVISOR_EVENT and one field PROVISOR_NAME for each, besides a MESSAGE to
// read. Elsewhere, and when the journal does not take it, it is a line on
// standard error, written with one write(2) and cut at 4096 bytes, so lines of
// several processes and threads do not mix.
//
// Control characters are escaped in both forms and quotes in lines, so no value
// can forge an entry, a field or a line, nor steer a terminal. Never pass a
// Secret's text. Events are literals and field names are lower-case letters and
// underscores.

#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <type_traits>

namespace provisor::log {

enum class Level { error = 3, warning = 4, notice = 5, info = 6, debug = 7 };
std::string_view name_of(Level level);

struct Field {
  Field(std::string_view field_name, std::string_view text)
      : name(field_name), value(text) {}
  Field(std::string_view field_name, const char* text)
      : name(field_name), value(text) {}
  template <class N>
  requires std::is_arithmetic_v<N> Field(std::string_view field_name, N number)
      : name(field_name), value(std::to_string(number)) {}

  std::string_view name;
  std::string value;
};

using Fields = std::initializer_list<Field>;

// Lines above this level are dropped; info when never called.
void set_level(Level level);
// Nothing when no level has this name (error, warning, notice, info, debug).
bool set_level(std::string_view name);

// Whether entries of this level are written; for what costs to put together.
bool is_written(Level level);

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
