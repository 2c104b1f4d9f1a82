#include "provisor/operations/password_policy.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <string_view>

#include <zxcvbn.h>

#include "provisor/base/text.h"
#include "unicode_text.h"

namespace provisor::operations {

namespace {

constexpr std::size_t most_bytes = 1024;
// 10^10 guesses, zxcvbn's "very unguessable": with our slow hashes years of
// many cores, if somebody has stolen the table.
constexpr double least_bits = 33.2;
// Shorter ones would be found inside of words that mean nothing.
constexpr std::size_t shortest_word = 3;
constexpr std::size_t longest_word = 100;
constexpr std::size_t most_words = 60;

Refused malformed(const char* detail) {
  return {Refusal::parameter_malformed, "password", detail};
}

Refused weak(std::string detail) {
  return {Refusal::password_too_weak, "password", std::move(detail)};
}

bool parts_words(char c) {
  return static_cast<unsigned char>(c) < 0x80 &&
         !std::isalnum(static_cast<unsigned char>(c));
}

void add_word(std::vector<std::string>& words, std::string_view word) {
  if (word.size() < shortest_word || word.size() > longest_word) return;
  if (words.size() == most_words ||
      std::find(words.begin(), words.end(), word) != words.end())
    return;
  words.emplace_back(word);
}

// Each text as a whole and each word of it, as zxcvbn compares them: lowered.
std::vector<std::string> words_of(const std::vector<std::string>& texts) {
  std::vector<std::string> words;
  for (const auto& text : texts) {
    const auto lowered = lower_letters(text);
    add_word(words, lowered);
    for (auto at = lowered.begin(); at != lowered.end();) {
      const auto end = std::find_if(at, lowered.end(), parts_words);
      add_word(words, {at, end});
      at = std::find_if_not(end, lowered.end(), parts_words);
    }
  }
  return words;
}

// What the longest part of the password that zxcvbn recognised is.
const char* reason_of(int type) {
  switch (type) {
    case USER_MATCH:
    case USER_LEET_MATCH:
      return "It is made of the names or addresses of this account.";
    case DICTIONARY_MATCH:
    case DICT_LEET_MATCH:
      return "It is made of common words or passwords.";
    case REPEATS_MATCH:
    case SEQUENCE_MATCH:
    case SPATIAL_MATCH:
      return "It is made of repetitions, or of neighbours on the keyboard.";
    case DATE_MATCH:
    case YEAR_MATCH:
      return "It is made of dates.";
    default:
      return "It is easy to guess.";
  }
}

struct Estimate {
  double bits;
  const char* reason;
};

Estimate estimated(const std::string& password,
                   const std::vector<std::string>& words) {
  std::vector<const char*> list;
  for (const auto& word : words) list.push_back(word.c_str());
  list.push_back(nullptr);
  ZxcMatch_t* matches = nullptr;
  const double bits = ZxcvbnMatch(password.c_str(), list.data(), &matches);
  int longest = 0, type = NON_MATCH;
  for (const auto* match = matches; match; match = match->Next)
    if (match->Type != BRUTE_MATCH && match->Length > longest) {
      longest = match->Length;
      type = match->Type & ~MULTIPLE_MATCH;
    }
  ZxcvbnFreeInfo(matches);
  return {bits, reason_of(type)};
}

std::string without_parts(std::string_view password) {
  std::string joined;
  std::ranges::remove_copy_if(password, std::back_inserter(joined),
                              parts_words);
  return joined;
}

// "qwerty" of "qwertyqwerty": zxcvbn knows repeated characters, not words.
std::string repeated_part(const std::string& text) {
  const auto period = (text + text).find(text, 1);
  return text.substr(0, period);
}

// As an attacker would try it: case costs them next to nothing, and zxcvbn
// knows no letters beyond ASCII. What stands between words makes a phrase
// longer, but not one of the account's own words.
Estimate weakest_of(const std::string& password,
                    const std::vector<std::string>& words) {
  const auto lowered = lower_letters(password);
  auto weakest = estimated(password, words);
  if (const auto other = estimated(lowered, words); other.bits < weakest.bits)
    weakest = other;
  const auto letters = without_parts(lowered);
  const auto part = repeated_part(letters);
  if (part.size() < letters.size()) {
    const auto bits = estimated(part, words).bits;
    if (bits < weakest.bits) weakest = {bits, reason_of(REPEATS_MATCH)};
  }
  const auto joined = estimated(letters, words);
  const std::string_view of_account = reason_of(USER_MATCH);
  if (joined.reason == of_account && joined.bits < weakest.bits)
    weakest = joined;
  return weakest;
}

constexpr char advice[] =
    " Several words that have nothing to do with each other are easy to keep "
    "in mind and hard to guess.";

}  // namespace

Outcome<Secret> acceptable_password(const Secret& typed,
                                    const std::vector<std::string>& about,
                                    const PasswordPolicy& policy) {
  if (typed.reveal().size() > most_bytes)
    return malformed("At most 1024 bytes are allowed.");
  if (has_nul(typed.reveal()))
    return malformed("A NUL character is not allowed.");
  if (!is_utf8(typed.reveal())) return malformed("It must be valid UTF-8.");
  Secret password(nfc(typed.reveal()));
  if (code_points(password.reveal()) < policy.least_characters)
    return weak("At least " + std::to_string(policy.least_characters) +
                " characters are needed." + advice);
  const auto estimate =
      weakest_of(std::string(password.reveal()), words_of(about));
  if (estimate.bits < least_bits)
    return weak(estimate.reason + std::string(advice));
  return password;
}

}  // namespace provisor::operations
