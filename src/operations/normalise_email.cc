// Addresses and host names. ASCII, which nearly all are, never reaches libidn2
// or ICU: this runs for every sign-up.

#include "provisor/operations/normalise.h"

#include <algorithm>
#include <memory>

#include <idn2.h>

#include "provisor/base/text.h"
#include "unicode_text.h"

namespace provisor::operations {

namespace {

constexpr std::size_t most_address_bytes = 254;  // RFC 5321, less "<" and ">"
constexpr std::size_t most_local_bytes = 64;
constexpr std::size_t most_host_bytes = 253;
constexpr std::size_t most_label_bytes = 63;

bool is_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         (c >= '0' && c <= '9');
}

bool is_number(std::string_view label) {
  return std::all_of(label.begin(), label.end(),
                     [](char c) { return c >= '0' && c <= '9'; });
}

bool is_host_label(std::string_view label) {
  if (label.empty() || label.size() > most_label_bytes) return false;
  if (label.front() == '-' || label.back() == '-') return false;
  return std::all_of(label.begin(), label.end(),
                     [](char c) { return is_letter_or_digit(c) || c == '-'; });
}

bool is_host(std::string_view host) {
  if (host.empty() || host.size() > most_host_bytes) return false;
  while (true) {
    const auto dot = host.find('.');
    const auto label = host.substr(0, dot);
    if (!is_host_label(label)) return false;
    // A number in the last place would make it an IPv4 address.
    if (dot == std::string_view::npos) return !is_number(label);
    host.remove_prefix(dot + 1);
  }
}

// A-labels, or nothing when IDNA2008 knows no such name.
std::optional<std::string> looked_up(const std::string& host) {
  std::uint8_t* found = nullptr;
  const int status =
      idn2_lookup_u8(reinterpret_cast<const std::uint8_t*>(host.c_str()),
                     &found, IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL);
  const std::unique_ptr<std::uint8_t, void (*)(void*)> owned(found, idn2_free);
  if (status != IDN2_OK) return std::nullopt;
  return std::string(reinterpret_cast<const char*>(found));
}

bool is_atom_character(char c) {
  constexpr std::string_view others = "!#$%&'*+-/=?^_`{|}~.";
  return is_letter_or_digit(c) || others.find(c) != std::string_view::npos ||
         static_cast<unsigned char>(c) >= 0x80;
}

bool is_dot_atom(std::string_view local) {
  if (local.empty() || local.size() > most_local_bytes) return false;
  if (local.front() == '.' || local.back() == '.') return false;
  if (local.find("..") != std::string_view::npos) return false;
  return std::all_of(local.begin(), local.end(), is_atom_character);
}

std::optional<std::string> normal_local(std::string_view typed) {
  if (is_ascii(typed))
    return is_dot_atom(typed) ? std::optional(lower_ascii(typed))
                              : std::nullopt;
  if (!is_visible(typed)) return std::nullopt;
  auto local = lower_letters(typed);
  if (!is_dot_atom(local)) return std::nullopt;
  return local;
}

}  // namespace

std::optional<std::string> normal_host(std::string_view typed) {
  auto host = lower_ascii(trimmed(typed));
  if (has_nul(host)) return std::nullopt;
  if (!is_ascii(host) || host.find("xn--") != std::string::npos) {
    // Longer names cannot become shorter, and libidn2 should not read them.
    if (host.size() > 4 * most_host_bytes) return std::nullopt;
    auto found = looked_up(host);
    if (!found) return std::nullopt;
    host = lower_ascii(*found);
  }
  if (!is_host(host)) return std::nullopt;
  return host;
}

std::optional<std::string> normal_email(std::string_view typed) {
  const auto address = trimmed(typed);
  const auto at = address.find('@');
  if (at == std::string_view::npos) return std::nullopt;
  const auto behind = address.substr(at + 1);
  if (trimmed(behind) != behind) return std::nullopt;
  const auto local = normal_local(address.substr(0, at));
  const auto domain = normal_host(behind);
  if (!local || !domain || domain->find('.') == std::string::npos)
    return std::nullopt;
  auto normal = *local + '@' + *domain;
  if (normal.size() > most_address_bytes) return std::nullopt;
  return normal;
}

std::optional<std::string> normal_username(std::string_view typed) {
  constexpr std::size_t most = 100;
  auto name = nfc(trimmed(typed));
  if (name.empty() || !is_visible(name) || code_points(name) > most)
    return std::nullopt;
  return name;
}

}  // namespace provisor::operations
