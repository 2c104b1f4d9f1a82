// Country names, as addresses hold them: ICU knows the English ones, and a few
// that are in use beside them stand here.

#include "provisor/operations/normalise.h"

#include <array>
#include <stdexcept>
#include <unordered_map>
#include <utility>

#include <unicode/locid.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>

namespace provisor::operations {

namespace {

using Codes = std::unordered_map<std::string, std::string>;

constexpr std::pair<const char*, const char*> aliases[] = {
    {"america", "US"},
    {"bosnia", "BA"},
    {"burma", "MM"},
    {"cape verde", "CV"},
    {"czech republic", "CZ"},
    {"democratic republic of the congo", "CD"},
    {"east timor", "TL"},
    {"england", "GB"},
    {"great britain", "GB"},
    {"holland", "NL"},
    {"hong kong", "HK"},
    {"iran, islamic republic of", "IR"},
    {"ivory coast", "CI"},
    {"korea", "KR"},
    {"korea, republic of", "KR"},
    {"macau", "MO"},
    {"macedonia", "MK"},
    {"myanmar", "MM"},
    {"northern ireland", "GB"},
    {"palestine", "PS"},
    {"people's republic of china", "CN"},
    {"republic of ireland", "IE"},
    {"republic of korea", "KR"},
    {"republic of the congo", "CG"},
    {"russian federation", "RU"},
    {"scotland", "GB"},
    {"slovak republic", "SK"},
    {"swaziland", "SZ"},
    {"taiwan, province of china", "TW"},
    {"tanzania, united republic of", "TZ"},
    {"the bahamas", "BS"},
    {"the gambia", "GM"},
    {"the netherlands", "NL"},
    {"the philippines", "PH"},
    {"turkey", "TR"},
    {"turkiye", "TR"},
    {"uae", "AE"},
    {"uk", "GB"},
    {"united states of america", "US"},
    {"viet nam", "VN"},
    {"wales", "GB"},
};

// Only what tells one name from another: letters, lower-case, without accents.
std::string key_of(const icu::UnicodeString& name) {
  UErrorCode status = U_ZERO_ERROR;
  const auto* form = icu::Normalizer2::getNFDInstance(status);
  if (U_FAILURE(status)) throw std::runtime_error(u_errorName(status));
  const auto split = form->normalize(name, status);
  icu::UnicodeString letters;
  for (std::int32_t at = 0; at < split.length();
       at = split.moveIndex32(at, 1)) {
    const auto c = split.char32At(at);
    if (c == '&') letters.append(icu::UnicodeString("and"));
    if (u_isalpha(c)) letters.append(u_tolower(c));
  }
  std::string key;
  letters.toUTF8String(key);
  return key;
}

Codes all_codes() {
  Codes codes;
  for (const char* const* code = icu::Locale::getISOCountries(); *code;
       ++code) {
    const icu::Locale country("", *code);
    icu::UnicodeString name;
    country.getDisplayCountry(icu::Locale::getEnglish(), name);
    codes.emplace(key_of(name), *code);
    codes.emplace(key_of(icu::UnicodeString(*code)), *code);
    codes.emplace(key_of(icu::UnicodeString(country.getISO3Country())), *code);
  }
  for (const auto& [alias, code] : aliases)
    codes.emplace(key_of(icu::UnicodeString(alias)), code);
  return codes;
}

}  // namespace

std::optional<std::string> country_code(std::string_view name) {
  constexpr std::size_t most_bytes = 400;
  if (name.size() > most_bytes) return std::nullopt;
  static const Codes codes = all_codes();
  const auto found = codes.find(key_of(icu::UnicodeString::fromUTF8(
      icu::StringPiece(name.data(), static_cast<std::int32_t>(name.size())))));
  if (found == codes.end()) return std::nullopt;
  return found->second;
}

}  // namespace provisor::operations
