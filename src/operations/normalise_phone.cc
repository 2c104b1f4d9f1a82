// Phone numbers. What callers type says less than a number holds: digits may be
// national ones of the reseller's country, or carry a country code without its
// "+". The readings are tried in the order of the list, first for a number that
// is in use somewhere (valid), then for one that could be (possible): numbering
// plans change faster than the library's tables, and a new prefix must not cost
// a sign-up.
//
// Letters are refused, so vanity numbers and extensions are. An extension has
// no place in E.164; dropping it would make one contact of all who share a
// switchboard.

#include "provisor/operations/normalise.h"

#include <algorithm>
#include <array>
#include <vector>

#include <phonenumbers/phonenumberutil.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include "provisor/base/text.h"

namespace provisor::operations {

namespace {

using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberUtil;

constexpr std::size_t most_typed_bytes = 100;
constexpr char no_region[] = "ZZ";  // the library's name for "none"

// One reading of what was typed.
struct Reading {
  std::string digits;
  std::string region;
};

bool may_stand_in_a_number(UChar32 c) {
  constexpr std::string_view marks = "().[]/~";
  return u_isdigit(c) || u_charType(c) == U_DASH_PUNCTUATION ||
         u_charType(c) == U_SPACE_SEPARATOR || c == 0x2212 /* minus */ ||
         (c < 0x80 && marks.find(static_cast<char>(c)) != marks.npos);
}

bool is_plus(UChar32 c) { return c == '+' || c == 0xFF0B; }

// "+" when there was one, then the digits in ASCII. Nothing when something else
// is in it or a "+" stands in the middle.
std::optional<std::string> bare_digits(std::string_view typed) {
  std::string digits;
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(typed.data());
  const auto length = static_cast<std::int32_t>(typed.size());
  for (std::int32_t at = 0; at < length;) {
    UChar32 c;
    U8_NEXT(bytes, at, length, c);
    if (c < 0) return std::nullopt;
    if (is_plus(c) && digits.empty())
      digits = "+";
    else if (!may_stand_in_a_number(c))
      return std::nullopt;
    else if (u_isdigit(c))
      digits += static_cast<char>('0' + u_charDigitValue(c));
  }
  return digits;
}

std::vector<Reading> readings_of(const std::string& digits,
                                 std::string_view country) {
  if (digits.starts_with('+')) return {{digits, no_region}};
  const Reading national{digits, std::string(country)};
  if (digits.starts_with("00"))
    return {{"+" + digits.substr(2), no_region}, national};
  return {national, {"+" + digits, no_region}};
}

bool is_possible(const PhoneNumberUtil& util, const PhoneNumber& number) {
  // Not IsPossibleNumber(): that also takes a number without its area code.
  return util.IsPossibleNumberWithReason(number) ==
         PhoneNumberUtil::IS_POSSIBLE;
}

// Nothing when it has more digits than E.164 allows, which the library lets be
// possible in some countries, or when the text would be read as another number:
// the library keeps zeros before some national numbers that it drops when it
// reads them behind the country code, and one number must have one form.
std::optional<std::string> e164_of(const PhoneNumberUtil& util,
                                   const PhoneNumber& number) {
  constexpr std::size_t most_bytes = 16;  // "+" and 15 digits
  std::string e164, again;
  util.Format(number, PhoneNumberUtil::E164, &e164);
  PhoneNumber read;
  if (util.Parse(e164, no_region, &read) != PhoneNumberUtil::NO_PARSING_ERROR)
    return std::nullopt;
  util.Format(read, PhoneNumberUtil::E164, &again);
  if (again != e164 || e164.size() > most_bytes) return std::nullopt;
  return e164;
}

}  // namespace

std::optional<std::string> e164_phone(std::string_view typed,
                                      std::string_view country) {
  if (typed.size() > most_typed_bytes) return std::nullopt;
  const auto digits = bare_digits(trimmed(typed));
  if (!digits) return std::nullopt;

  const auto& util = *PhoneNumberUtil::GetInstance();
  std::vector<PhoneNumber> numbers;
  for (const auto& reading : readings_of(*digits, country)) {
    PhoneNumber number;
    if (util.Parse(reading.digits, reading.region, &number) ==
        PhoneNumberUtil::NO_PARSING_ERROR)
      numbers.push_back(number);
  }
  auto best = std::find_if(
      numbers.begin(), numbers.end(),
      [&](const auto& number) { return util.IsValidNumber(number); });
  if (best == numbers.end())
    best = std::find_if(
        numbers.begin(), numbers.end(),
        [&](const auto& number) { return is_possible(util, number); });
  if (best == numbers.end()) return std::nullopt;

  return e164_of(util, *best);
}

}  // namespace provisor::operations
