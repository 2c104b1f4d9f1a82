// smtp_dialogue.h — what was said on an SMTP connection about one mail, and
// what that means for the mail.
//
// A mail is refused for good only by a 5xx to its recipient or its text. What
// goes wrong before its sender is named, from the connection to the sign-in, is
// the server's or a setting's: no mail would go now. What a server says to the
// sender, and 530, 534, 535 and 538 to any command, is about a setting too, but
// may be one of this sender's: the mail waits for that. A connection that ends
// before the last reply leaves open whether the mail was taken; it is tried
// again under the same Message-ID.

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "provisor/mail/transport.h"

namespace provisor::mail {

class SmtpDialogue {
 public:
  // A command of ours, or the continuation of one.
  void said(std::string_view line);
  // The text of the mail is on its way.
  void sent_text();
  // One or more lines of the server's; any bytes.
  void heard(std::string_view lines);

  // `is_done`: the transfer ended as it should. `trouble`: why it did not.
  Answer answer(bool is_done, std::string_view trouble) const;

  // The last command got no reply, or 421: the server closes, or has closed.
  bool is_connection_ended() const { return code_ == 0 || code_ == 421; }

  const std::vector<std::string>& lines() const { return lines_; }

 private:
  enum class Stage { session, sign_in, sender, recipient, data, text };

  void heard_line(std::string_view line);
  bool is_about_the_mail() const;
  void note(std::string_view mark, std::string_view line);

  Stage stage_ = Stage::session;
  bool is_leaving_ = false;  // what is said now is not about the mail
  std::string command_ = "the greeting";  // that the reply is to
  int code_ = 0;                          // 0: no whole reply yet
  std::string enhanced_, text_;
  std::vector<std::string> lines_;
};

}  // namespace provisor::mail
