#include "log_forms.h"

#include "provisor/base/text.h"

namespace provisor::log {
namespace {

std::string escaped_byte(char c) { return "\\x" + hex({&c, 1}); }

// Escapes what could end the line or the quotes or steer a terminal: C0, DEL,
// the characters of `also`, the C1 controls (C2 80 … C2 9F), and all bytes
// beyond ASCII where the text is not UTF-8.
std::string escaped(std::string_view text, std::string_view also = "\"\\") {
  const bool keeps_high_bytes = is_utf8(text);
  std::string safe;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const bool begins_c1 = byte == 0xc2 && i + 1 < text.size() &&
                           static_cast<unsigned char>(text[i + 1]) < 0xa0;
    if (also.find(text[i]) != also.npos) {
      safe += {'\\', text[i]};
    } else if (byte < 0x20 || byte == 0x7f ||
               (byte >= 0x80 && !keeps_high_bytes)) {
      safe += escaped_byte(text[i]);
    } else if (begins_c1) {
      safe += escaped_byte(text[i]) + escaped_byte(text[i + 1]);
      ++i;
    } else {
      safe += text[i];
    }
  }
  return safe;
}

// In quotes unless the value is a plain word.
std::string quoted(std::string_view value) {
  auto safe = escaped(value);
  const bool is_word = !safe.empty() && safe == value &&
                       safe.find_first_of(" =") == std::string::npos;
  return is_word ? safe : "\"" + safe + "\"";
}

std::string text_of(std::string_view event, Fields fields) {
  std::string text = escaped(event);
  for (const auto& field : fields)
    text.append(" ").append(field.name).append("=").append(quoted(field.value));
  return text;
}

// In the journal a field's value has a length of its own, so quotes and
// backslashes mean nothing there.
std::string journal_field(std::string_view name, std::string_view value) {
  std::string field = "PROVISOR_";
  for (const char c : name)
    field += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return field.append("=").append(escaped(value, ""));
}

}  // namespace

std::string line_of(Level level, std::string_view event, Fields fields) {
  return std::string(name_of(level)) + " " + text_of(event, fields);
}

std::vector<std::string> journal_entry(Level level, std::string_view event,
                                       Fields fields) {
  std::vector<std::string> entry;
  entry.reserve(fields.size() + 3);
  entry.push_back("MESSAGE=" + text_of(event, fields));
  entry.push_back("PRIORITY=" + std::to_string(static_cast<int>(level)));
  entry.push_back(journal_field("event", event));
  for (const auto& field : fields)
    entry.push_back(journal_field(field.name, field.value));
  return entry;
}

}  // namespace provisor::log
