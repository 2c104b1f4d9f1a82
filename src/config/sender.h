// sender.h — which addresses mails may come from.

#pragma once

#include <string>

#include "provisor/base/text.h"

namespace provisor::config {

// In ASCII, since not every mail server takes others.
inline bool is_sender(const std::string& text) {
  return is_ascii(text) && is_mail_address(text);
}

}  // namespace provisor::config
