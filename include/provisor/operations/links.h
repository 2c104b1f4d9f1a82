// links.h — what a person does with a link from a mail, and asking for one.
//
// A link that does not work is refused with link_unknown, link_used or
// link_expired. Looking at it does not spend it: programs open the links of
// mails before people do.

#pragma once

#include <string>
#include <string_view>

#include "provisor/base/outcome.h"
#include "provisor/base/secret.h"
#include "provisor/operations/context.h"
#include "provisor/store/links.h"

namespace provisor::operations {

enum class LinkKind { set_password, confirm_address, reset_password };

struct Link {
  LinkKind kind;
  Secret token;  // as the address holds it
};

// Of a link that does not work LinkLook says why; link_unknown also of what can
// be no token.
Outcome<store::LinkLook> look_at_link(Services& services, const Link& link,
                                      Deadline deadline);

struct ChosenPassword {
  store::LinkHolder holder;  // as look_at_link told; nothing else has one
  Secret password, repeated;
};

// For a link that was looked at and works: what has none takes no core. Also
// refuses with parameter_missing, parameter_malformed and password_too_weak
// with the field "password", parameter_conflicting with "repeated" when the two
// differ, and busy when nothing could be hashed in time. The link is spent only
// when all is well.
Outcome<store::LinkSpent> set_password(Services& services, const Link& link,
                                       const ChosenPassword& chosen,
                                       Deadline deadline);

Outcome<store::LinkSpent> confirm_address(Services& services, const Link& link,
                                          Deadline deadline);

// For a link that works or has ended. Done also when the last such mail is so
// fresh that none is sent.
Outcome<store::ConfirmationResent> resend_confirmation(Services& services,
                                                       const Link& link,
                                                       Deadline deadline);

// `typed` is a username or an address. Refuses with parameter_missing, and with
// parameter_malformed what can be neither.
Outcome<store::ResetAsked> ask_reset(Services& services, std::string_view typed,
                                     Deadline deadline);

}  // namespace provisor::operations
