// normalise.h — what callers type, in the one form that is compared and stored.

#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace provisor::operations {

// Without Unicode's white space at both ends. Nothing when no character of it
// can be seen: white space, joiners, direction marks and the like only.
std::optional<std::string> normal_text(std::string_view typed);

// The same of one line: well-formed UTF-8 of at most `most` characters, none of
// them a control character. Nothing otherwise.
std::optional<std::string> normal_line(std::string_view typed,
                                       std::size_t most);

// Trimmed; letters lower-case; the domain as IDNA2008 A-labels. One "@"; a
// local part of 1 to 64 bytes in RFC 5321 dot-atom form, UTF-8 allowed
// (RFC 6531) and put into NFC; a domain with a dot and no number as its last
// label; at most 254 bytes in all. Nothing when it could never receive a mail.
std::optional<std::string> normal_email(std::string_view typed);

// A host name in lower-case A-labels, at most 253 bytes; one label is enough.
// Nothing when it is none, or an IPv4 address.
std::optional<std::string> normal_host(std::string_view typed);

// E.164 with "+". Accepts +…, 00…, a country code without either, and national
// digits of `country` (ISO 3166-1 alpha-2, upper case). Nothing when it is no
// phone number, lacks its area code, or has letters or an extension in it.
std::optional<std::string> e164_phone(std::string_view typed,
                                      std::string_view country);

// The ISO 3166-1 alpha-2 code of an English country name or of a code (alpha-2
// or alpha-3), whatever its letter case, accents and punctuation.
std::optional<std::string> country_code(std::string_view name);

// A name to sign in with: NFC, trimmed; 1 to 100 visible characters, no space
// in between. Nothing otherwise.
std::optional<std::string> normal_username(std::string_view typed);

// A name of the tz database that users may have: area/location, or UTC.
bool is_timezone(std::string_view name);

// Names of packages with commas between them, without blanks and doubles; empty
// when there are none. Nothing when one has other characters than letters,
// digits, "-" and "_", or more than 100 of them.
std::optional<std::string> normal_packages(std::string_view typed);

}  // namespace provisor::operations
