#include "header.h"

#include <algorithm>

#include "encoding.h"
#include "provisor/base/text.h"

namespace provisor::mail {
namespace {

constexpr std::size_t line_limit = 78;
constexpr std::size_t encoded_line_limit = 76;  // RFC 2047, section 2
constexpr std::string_view word_start = "=?UTF-8?B?";
constexpr std::string_view word_end = "?=";
// A longer word is encoded, because encoded words can be cut and it cannot.
constexpr std::size_t longest_plain_word = 60;

// Where to cut so that at most `most` bytes remain and no character is split.
std::size_t cut_at(std::string_view text, std::size_t most) {
  if (text.size() <= most) return text.size();
  std::size_t cut = most;
  while (cut > 1 && (static_cast<unsigned char>(text[cut]) & 0xC0) == 0x80)
    --cut;
  return cut;
}

class Field {
 public:
  explicit Field(std::string_view name)
      : text_(std::string(name) + ":"), column_(text_.size()) {}

  // A space and the word; on the next line where this one is full.
  void add(std::string_view word) {
    if (column_ + 1 + word.size() > line_limit) fold();
    text_ += ' ';
    text_ += word;
    column_ += 1 + word.size();
  }

  // The white space between encoded words does not count for the reader, so
  // the text goes on in the next word where this one is full.
  void add_encoded(std::string_view text) {
    constexpr auto frame = 1 + word_start.size() + word_end.size();
    constexpr std::size_t least = 8;  // base64 of the longest character
    while (!text.empty()) {
      if (column_ + frame + least > encoded_line_limit) fold();
      const auto room = (encoded_line_limit - column_ - frame) / 4 * 3;
      const auto cut = cut_at(text, room);
      add(std::string(word_start) + padded_base64(text.substr(0, cut)) +
          std::string(word_end));
      text.remove_prefix(cut);
    }
  }

  std::string finish() && { return std::move(text_) + "\r\n"; }

 private:
  void fold() {
    text_ += "\r\n";
    column_ = 0;
  }

  std::string text_;
  std::size_t column_;
};

// Single spaces between words that fit a line: what folding keeps as it is.
bool can_stay_plain(std::string_view text) {
  if (!is_ascii(text) || text.find("=?") != std::string_view::npos)
    return false;
  while (!text.empty()) {
    const auto word = text.substr(0, text.find(' '));
    if (word.empty() || word.size() > longest_plain_word) return false;
    if (word.size() == text.size()) return true;
    text.remove_prefix(word.size() + 1);
  }
  return false;  // it ended with a space
}

void add_words(std::string_view text, Field& field) {
  while (!text.empty()) {
    const auto word = text.substr(0, text.find(' '));
    field.add(word);
    text.remove_prefix(std::min(text.size(), word.size() + 1));
  }
}

std::string in_quotes(std::string_view name) {
  std::string out = "\"";
  for (const char c : name) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

}  // namespace

std::string one_line(std::string_view text) {
  std::string line(text);
  std::ranges::replace_if(
      line,
      [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; },
      ' ');
  return line;
}

std::string text_field(std::string_view name, std::string_view text) {
  const std::string clean = one_line(text);
  Field field(name);
  if (can_stay_plain(clean))
    add_words(clean, field);
  else
    field.add_encoded(clean);
  return std::move(field).finish();
}

std::string token_field(std::string_view name, std::string_view token) {
  Field field(name);
  field.add(one_line(token));
  return std::move(field).finish();
}

std::string mailbox_field(std::string_view name, const Mailbox& mailbox) {
  const std::string address = one_line(mailbox.address);
  const std::string shown = one_line(mailbox.display_name);
  Field field(name);
  if (shown.empty()) {
    field.add(address);
    return std::move(field).finish();
  }
  if (is_ascii(shown) && shown.size() <= longest_plain_word)
    field.add(in_quotes(shown));
  else
    field.add_encoded(shown);
  field.add("<" + address + ">");
  return std::move(field).finish();
}

}  // namespace provisor::mail
