#include "connection_string.h"

#include <algorithm>

namespace provisor::config {
namespace {

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
         (c >= '0' && c <= '9');
}

// Whether the name stands there as a whole word with a "=" behind it.
bool sets(std::string_view text, std::string_view name) {
  for (auto at = text.find(name); at != text.npos;
       at = text.find(name, at + 1)) {
    if (at > 0 && is_word(text[at - 1])) continue;
    const auto next = text.find_first_not_of(" \t", at + name.size());
    if (next != text.npos && text[next] == '=') return true;
  }
  return false;
}

// postgresql://USER:PASSWORD@HOST/…
bool has_userinfo_password(std::string_view text) {
  const auto scheme = text.find("://");
  if (scheme == text.npos) return false;
  auto authority = text.substr(scheme + 3);
  authority = authority.substr(0, authority.find_first_of("/?#"));
  const auto at = authority.rfind('@');
  return at != authority.npos && authority.substr(0, at).find(':') < at;
}

}  // namespace

bool has_password(std::string_view connection) {
  return sets(connection, "password") || sets(connection, "sslpassword") ||
         has_userinfo_password(connection);
}

}  // namespace provisor::config
