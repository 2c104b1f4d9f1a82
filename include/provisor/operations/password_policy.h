// password_policy.h — which passwords may be chosen, on the pages and over the
// API alike.
//
// Length and guessability decide, as NIST SP 800-63B and ASVS 5.0 have it; no
// rules about kinds of characters, which make people write "Passw0rd!". How
// guessable a text is, zxcvbn estimates: common passwords, words, names, dates,
// runs on the keyboard, and what is known of the person, who is the first to be
// tried by.

#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "provisor/base/outcome.h"
#include "provisor/base/secret.h"

namespace provisor::operations {

struct PasswordPolicy {
  std::uint32_t least_characters = 12;  // code points, 8 … 64
};

// `typed` in NFC, so that the same keys on another machine give the same bytes.
// `about` are texts about its owner: names, addresses, the company. Refuses
// with password_too_weak, its detail saying what to do, and with
// parameter_malformed above 1024 bytes or with a NUL; the field is "password".
// Takes up to two milliseconds of a core.
Outcome<Secret> acceptable_password(const Secret& typed,
                                    const std::vector<std::string>& about,
                                    const PasswordPolicy& policy);

}  // namespace provisor::operations
