#include <algorithm>

#include "form_body.h"

namespace provisor::wire {
namespace {

// The value of a hexadecimal digit, or -1.
int digit_of(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// The byte that "%41" at the front of `text` stands for, or -1.
int escaped_byte(std::string_view text) {
  if (text.size() < 3 || text[0] != '%') return -1;
  const int high = digit_of(text[1]);
  const int low = digit_of(text[2]);
  return high < 0 || low < 0 ? -1 : high * 16 + low;
}

std::string decoded(std::string_view text) {
  std::string bytes;
  bytes.reserve(text.size());
  for (std::size_t at = 0; at < text.size(); ++at) {
    const int byte = escaped_byte(text.substr(at));
    if (byte >= 0) at += 2;
    if (byte >= 0)
      bytes += static_cast<char>(byte);
    else
      bytes += text[at] == '+' ? ' ' : text[at];
  }
  return bytes;
}

}  // namespace

std::optional<Refused> collect_urlencoded(std::string_view text,
                                          ParameterCollector& collector) {
  while (!text.empty()) {
    const auto pair = text.substr(0, text.find('&'));
    text.remove_prefix(std::min(pair.size() + 1, text.size()));
    if (pair.empty()) continue;
    const auto name = pair.substr(0, pair.find('='));
    const auto value = pair.substr(std::min(name.size() + 1, pair.size()));
    if (auto refused = collector.add(decoded(name), decoded(value)))
      return refused;
  }
  return std::nullopt;
}

}  // namespace provisor::wire
