#include "json_writer.h"

namespace provisor::store {

JsonWriter& JsonWriter::add(std::string_view name, std::string_view value) {
  begin(name);
  quote(value);
  return *this;
}

JsonWriter& JsonWriter::add(std::string_view name,
                            const std::vector<std::string>& values) {
  begin(name);
  text_ += '[';
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (i > 0) text_ += ',';
    quote(values[i]);
  }
  text_ += ']';
  return *this;
}

JsonWriter& JsonWriter::raw(std::string_view name, std::string_view value) {
  begin(name);
  text_ += value;
  return *this;
}

// Names are our own words and need no escapes.
void JsonWriter::begin(std::string_view name) {
  if (!text_.empty()) text_ += ',';
  text_ += '"';
  text_ += name;
  text_ += "\":";
}

void JsonWriter::quote(std::string_view value) {
  static constexpr char digits[] = "0123456789abcdef";
  text_ += '"';
  std::size_t plain = 0;  // from here on nothing was copied yet
  for (std::size_t i = 0; i < value.size(); ++i) {
    const auto byte = static_cast<unsigned char>(value[i]);
    if (byte >= 0x20 && byte != '"' && byte != '\\') continue;
    text_.append(value, plain, i - plain);
    plain = i + 1;
    text_ += '\\';
    if (byte < 0x20) {
      text_ += "u00";
      text_ += digits[byte >> 4];
      text_ += digits[byte & 15];
    } else {
      text_ += value[i];
    }
  }
  text_.append(value, plain, std::string_view::npos);
  text_ += '"';
}

}  // namespace provisor::store
