// letters.h — what the mails say, one letter for each kind in the outbox.
//
// Plain text in friendly English. The product is called by the account's
// branding, unless that is "default", so that a reseller's customers read the
// reseller's name. Links lead to the account's virtual host.

#pragma once

#include <map>
#include <optional>
#include <string>

#include "provisor/base/secret.h"

namespace provisor::mail {

struct LetterWish {
  std::string kind;                         // welcome, confirm_address, …
  std::map<std::string, std::string> data;  // the outbox row's, without nulls
  Secret token;                             // of the link, where there is one
};

// Where the data says nothing.
struct LetterDefaults {
  std::string product_name;
  std::string link_host;
};

struct Letter {
  std::string sender_name;
  std::string subject;
  std::string text;  // holds the token: for its recipient only
};

// Nothing when there is no letter of this kind.
std::optional<Letter> write_letter(const LetterWish& wish,
                                   const LetterDefaults& defaults);

}  // namespace provisor::mail
