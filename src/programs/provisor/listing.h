// listing.h — what a command found, as a table for people or JSON for programs.

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace provisor::command {

// A well-formed JSON text: shown as it is, to programs as what it means.
struct Json {
  std::string text;
};

using Cell = std::variant<std::nullptr_t, bool, std::int64_t, std::string,
                          std::vector<std::string>, Json>;

struct Listing {
  std::vector<std::string> columns;
  std::vector<std::vector<Cell>> rows;  // each as wide as `columns`
};

// One thing, its properties by name.
using Record = std::vector<std::pair<std::string, Cell>>;

// For a terminal, which obeys escape sequences: with "?" for control
// characters.
std::string printable(std::string_view text);

// Columns aligned by code points, numbers to the right, a line of headings;
// "(none)" when there is no row. All of it printable: what is stored was typed
// by strangers.
std::string table_of(const Listing& listing);
std::string table_of(const Record& record);

// An array of objects, one a line; an object.
std::string json_of(const Listing& listing);
std::string json_of(const Record& record);

}  // namespace provisor::command
