// Whatever a mail server says, what is kept of it is a line of ASCII of bounded
// length, its codes have their form, and a mail is accepted by a 2xx only.
#include "mail/smtp_dialogue.h"
#include "tests/fuzz/holds.h"

using namespace provisor;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, size_t size) {
  const auto bytes = text_of(data, size);
  mail::SmtpDialogue dialogue;
  dialogue.said("RCPT TO:<a@example.com>\r\n");
  dialogue.heard(bytes);
  dialogue.sent_text();
  dialogue.heard(bytes);
  const auto answer = dialogue.answer(true, bytes);
  holds(answer.text.size() <= 520);
  for (const unsigned char c : answer.text) holds(c >= ' ' && c <= '~');
  if (answer.enhanced_code) holds(answer.enhanced_code->size() <= 9);
  const int code = answer.reply_code.value_or(250);
  holds(code >= 200 && code <= 599);
  const bool is_accepted = answer.verdict == mail::Answer::Verdict::accepted;
  return holds(!is_accepted || (answer.reply_code && code < 300));
}
