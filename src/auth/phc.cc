#include "phc.h"

#include <array>
#include <charconv>
#include <cstddef>

#include "provisor/base/base64.h"

namespace provisor::auth {
namespace {

constexpr std::string_view argon2id_start = "$argon2id$v=19$";
constexpr std::string_view scrypt_start = "$scrypt$";

// Of the salt and the hash in bytes: what the schemes' implementations take.
constexpr std::size_t salt_least = 4, salt_most = 64;
constexpr std::size_t argon2id_salt_least = 8;
constexpr std::size_t hash_least = 16, hash_most = 64;

struct Range {
  std::string_view name;
  std::uint32_t least, most;
};
using Ranges = std::array<Range, 3>;
using Numbers = std::array<std::uint32_t, 3>;

constexpr Ranges argon2id_ranges = {Range{"m", 8, 1048576}, Range{"t", 1, 20},
                                    Range{"p", 1, 16}};
constexpr Ranges scrypt_ranges = {Range{"ln", 1, 20}, Range{"r", 1, 8},
                                  Range{"p", 1, 16}};

// Takes what stands before the separator, or all when there is none.
std::string_view take_until(std::string_view& text, char separator) {
  const auto end = text.find(separator);
  const auto taken = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return taken;
}

// Decimal digits without a leading zero, within the range.
std::optional<std::uint32_t> read_number(std::string_view text,
                                         const Range& range) {
  std::uint32_t number = 0;
  const auto end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, number);
  if (read.ec != std::errc{} || read.ptr != end || text.front() == '0')
    return std::nullopt;
  if (number < range.least || number > range.most) return std::nullopt;
  return number;
}

// "name=number,name=number,name=number", in the order of the ranges.
std::optional<Numbers> read_numbers(std::string_view text,
                                    const Ranges& ranges) {
  Numbers numbers{};
  for (std::size_t i = 0; i < ranges.size(); ++i) {
    auto part = take_until(text, ',');
    if (take_until(part, '=') != ranges[i].name) return std::nullopt;
    const auto number = read_number(part, ranges[i]);
    if (!number) return std::nullopt;
    numbers[i] = *number;
  }
  if (!text.empty()) return std::nullopt;
  return numbers;
}

bool is_computable(const Argon2idCost& cost, std::size_t salt_size) {
  return cost.memory_kib >= 8 * cost.lanes && salt_size >= argon2id_salt_least;
}

// RFC 7914: N is below 2^(128 r / 8).
bool is_computable(const ScryptCost& cost, std::size_t) {
  return cost.log2_n < 16 * cost.r;
}

template <class Cost>
std::optional<Phc> read_rest(std::string_view rest, const Ranges& ranges) {
  const auto numbers = read_numbers(take_until(rest, '$'), ranges);
  const auto salt = from_base64(take_until(rest, '$'));
  const auto hash = from_base64(rest);
  if (!numbers || !salt || !hash) return std::nullopt;
  if (salt->size() < salt_least || salt->size() > salt_most ||
      hash->size() < hash_least || hash->size() > hash_most)
    return std::nullopt;
  const Cost cost{(*numbers)[0], (*numbers)[1], (*numbers)[2]};
  if (!is_computable(cost, salt->size())) return std::nullopt;
  return Phc{cost, *salt, *hash};
}

std::string numbers_text(const Ranges& ranges, const Numbers& numbers) {
  std::string text;
  for (std::size_t i = 0; i < ranges.size(); ++i) {
    text.append(i == 0 ? "" : ",").append(ranges[i].name);
    text.append("=").append(std::to_string(numbers[i]));
  }
  return text;
}

struct HeadText {
  std::string operator()(const Argon2idCost& cost) const {
    return std::string(argon2id_start) +
           numbers_text(argon2id_ranges,
                        {cost.memory_kib, cost.passes, cost.lanes});
  }
  std::string operator()(const ScryptCost& cost) const {
    return std::string(scrypt_start) +
           numbers_text(scrypt_ranges, {cost.log2_n, cost.r, cost.p});
  }
};

}  // namespace

bool is_lower(const Argon2idCost& a, const Argon2idCost& b) {
  return a.memory_kib < b.memory_kib || a.passes < b.passes;
}

bool is_lower(const ScryptCost& a, const ScryptCost& b) {
  return a.log2_n < b.log2_n || a.r < b.r || a.p < b.p;
}

std::optional<Phc> read_phc(std::string_view text) {
  if (text.starts_with(argon2id_start))
    return read_rest<Argon2idCost>(text.substr(argon2id_start.size()),
                                   argon2id_ranges);
  if (text.starts_with(scrypt_start))
    return read_rest<ScryptCost>(text.substr(scrypt_start.size()),
                                 scrypt_ranges);
  return std::nullopt;
}

std::string text_of(const Phc& phc) {
  return std::visit(HeadText{}, phc.cost) + "$" + base64(phc.salt) + "$" +
         base64(phc.hash);
}

}  // namespace provisor::auth
