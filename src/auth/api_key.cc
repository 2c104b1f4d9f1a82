#include "provisor/auth/api_key.h"

#include <algorithm>
#include <cstdint>

#include <boost/crc.hpp>

#include "provisor/auth/digest.h"

namespace provisor::auth {
namespace {

constexpr std::string_view own_start = "pv_live_";
constexpr std::size_t random_size = 32;
constexpr std::size_t checksum_size = 6;
constexpr std::size_t own_size = own_start.size() + random_size + checksum_size;
constexpr std::size_t own_prefix_size = 12;

constexpr std::size_t imported_least = 12;
constexpr std::size_t imported_most = 128;
constexpr std::size_t imported_prefix_size = 4;

constexpr std::string_view base62 =
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
static_assert(base62.size() == 62);

// Bytes from 248 up are thrown away: 248 is the last multiple of 62 in a byte,
// and with the rest the first letters would come more often than the others.
std::string random_base62(std::size_t size) {
  static constexpr unsigned char fair = 248;
  std::string text;
  text.reserve(size);
  while (text.size() < size) {
    for (const char c : random_bytes(size - text.size())) {
      const auto byte = static_cast<unsigned char>(c);
      if (byte < fair) text += base62[byte % base62.size()];
    }
  }
  return text;
}

std::string checksum_of(std::string_view text) {
  boost::crc_32_type crc;
  crc.process_bytes(text.data(), text.size());
  std::uint32_t rest = crc.checksum();
  std::string digits(checksum_size, base62[0]);
  for (auto digit = digits.rbegin(); digit != digits.rend(); ++digit) {
    *digit = base62[rest % base62.size()];
    rest /= base62.size();
  }
  return digits;
}

bool is_visible_ascii(char c) { return c > 0x20 && c < 0x7f; }

bool has_own_form(std::string_view text) {
  if (text.size() != own_size) return false;
  const auto body = text.substr(0, own_size - checksum_size);
  return text.substr(body.size()) == checksum_of(body) &&
         body.find_first_not_of(base62, own_start.size()) ==
             std::string_view::npos;
}

bool has_imported_form(std::string_view text) {
  return text.size() >= imported_least && text.size() <= imported_most &&
         std::ranges::all_of(text, is_visible_ascii);
}

}  // namespace

NewApiKey make_api_key() {
  auto text = std::string(own_start) + random_base62(random_size);
  text += checksum_of(text);
  Secret key(std::move(text));
  auto prefix = prefix_of(key);
  return {std::move(key), std::move(prefix)};
}

Outcome<Secret> read_api_key(std::string_view text) {
  if (text.empty()) return Refused{Refusal::key_missing, "key"};
  const bool is_ours = text.starts_with(own_start);
  if (is_ours ? !has_own_form(text) : !has_imported_form(text))
    return Refused{Refusal::key_invalid, "key"};
  return Secret(std::string(text));
}

std::string prefix_of(const Secret& key) {
  const auto text = key.reveal();
  return std::string(text.substr(
      0, text.starts_with(own_start) ? own_prefix_size : imported_prefix_size));
}

std::string digest_of(const Secret& key) { return sha256_hex(key.reveal()); }

}  // namespace provisor::auth
