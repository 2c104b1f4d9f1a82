#include "unicode_text.h"

#include <algorithm>
#include <stdexcept>

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

#include "provisor/base/text.h"

namespace provisor::operations {

namespace {

template <class Claim>
bool every_code_point(std::string_view text, Claim claim) {
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  const auto length = static_cast<std::int32_t>(text.size());
  for (std::int32_t at = 0; at < length;) {
    UChar32 code_point;
    U8_NEXT(bytes, at, length, code_point);
    if (code_point < 0 || !claim(code_point)) return false;
  }
  return true;
}

icu::UnicodeString utf16(std::string_view text) {
  return icu::UnicodeString::fromUTF8(
      icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())));
}

std::string utf8(const icu::UnicodeString& text) {
  std::string bytes;
  text.toUTF8String(bytes);
  return bytes;
}

icu::UnicodeString composed(const icu::UnicodeString& text) {
  UErrorCode status = U_ZERO_ERROR;
  const auto* form = icu::Normalizer2::getNFCInstance(status);
  icu::UnicodeString result;
  if (U_SUCCESS(status)) form->normalize(text, result, status);
  if (U_FAILURE(status)) throw std::runtime_error(u_errorName(status));
  return result;
}

bool is_space(UChar32 code_point) {
  return code_point >= 0 && u_isUWhiteSpace(code_point);
}

bool is_line_break(UChar32 code_point) {
  return code_point == '\t' || code_point == '\n' || code_point == '\r';
}

}  // namespace

std::string nfc(std::string_view text) {
  return is_ascii(text) ? std::string(text) : utf8(composed(utf16(text)));
}

std::string lower_letters(std::string_view text) {
  const auto typed = utf16(text);
  icu::UnicodeString lowered;
  for (std::int32_t at = 0; at < typed.length(); at = typed.moveIndex32(at, 1))
    lowered.append(u_tolower(typed.char32At(at)));
  return utf8(composed(lowered));
}

bool is_visible(std::string_view text) {
  return every_code_point(text, [](UChar32 c) { return u_isgraph(c); });
}

std::string_view without_outer_space(std::string_view text) {
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  auto end = static_cast<std::int32_t>(text.size());
  std::int32_t start = 0;
  UChar32 code_point;
  for (std::int32_t next = 0; start < end; start = next) {
    U8_NEXT(bytes, next, end, code_point);
    if (!is_space(code_point)) break;
  }
  for (std::int32_t last = end; end > start; end = last) {
    U8_PREV(bytes, start, last, code_point);
    if (!is_space(code_point)) break;
  }
  return text.substr(static_cast<std::size_t>(start),
                     static_cast<std::size_t>(end - start));
}

bool is_blank(std::string_view text) {
  return every_code_point(text, [](UChar32 c) {
    return is_space(c) ||
           u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT);
  });
}

bool has_control(std::string_view text, bool lines_allowed) {
  return !every_code_point(text, [&](UChar32 c) {
    if (lines_allowed && is_line_break(c)) return true;
    return c >= 0x20 && !(c >= 0x7f && c < 0xa0) && c != 0x2028 && c != 0x2029;
  });
}

}  // namespace provisor::operations
