#include <unistd.h>

#include <chrono>
#include <memory>
#include <optional>
#include <stdexcept>

#include "command.h"
#include "mailer_credentials.h"
#include "options.h"
#include "programs/mail_parts.h"

namespace provisor::command {
namespace {

constexpr std::chrono::seconds glance{1};

struct Preview {
  std::string kind;
  std::string branding = "default";
  std::string part;  // text, html; empty: the whole message
};

std::optional<std::chrono::seconds> link_life(const config::Links& links,
                                              const std::string& kind) {
  using std::chrono::floor, std::chrono::seconds;
  if (kind == "welcome") return floor<seconds>(links.invitation);
  if (kind == "confirm_address") return floor<seconds>(links.confirmation);
  if (kind == "password_reset") return floor<seconds>(links.reset);
  return std::nullopt;
}

// A customer who never was, with all that a letter may speak of.
mail::LetterWish sample(const config::Config& config, const Preview& wish) {
  return {wish.kind,
          {{"branding", wish.branding},
           {"reseller", "Example Reseller"},
           {"account_name", "Käse & Söhne GmbH"},
           {"username", "zoe@example.com"},
           {"email", "zoe@example.com"},
           {"first_name", "Zoë"},
           {"last_name", "O'Neil <Zoë>"},
           {"phone", "(07) 3257 3906"},
           {"source", "Trade fair"},
           {"tags", "new, vip"},
           {"owner_name", "Olga Owner"},
           {"expires", "31 January 2030"}},
          Secret("0123456789abcdef0123456789abcdef"
                 "0123456789abcdef0123456789abcdef"),
          link_life(config.links, wish.kind)};
}

mail::Message stamped(mail::Message message) {
  const auto now = std::chrono::system_clock::now();
  message.date = std::chrono::floor<std::chrono::seconds>(now);
  message.message_id =
      "test." + std::to_string(now.time_since_epoch().count()) + "." +
      std::to_string(getpid()) + "@" +
      message.from.address.substr(message.from.address.rfind('@') + 1);
  return message;
}

Outcome<Report> preview(const config::Config& config, const Preview& wish) {
  const auto draft = make_draft(config, sample(config, wish));
  const std::string shown =
      wish.part == "text" ? draft.letter.text
      : wish.part == "html"
          ? draft.letter.html
          : mail::render(stamped(make_message(draft, "zoe@example.com")));
  return Report(Done{shown,
                     {{"subject", draft.letter.subject},
                      {"text", draft.letter.text},
                      {"html", draft.letter.html}}});
}

mail::Parcel test_parcel(const config::Config& config,
                         const std::string& recipient) {
  const auto& settings = config.mail;
  const auto message = stamped(
      {.from = {settings.from, settings.product_name},
       .to = {recipient, ""},
       .reply_to = {},
       .subject = "A test of " + settings.product_name,
       .message_id = {},
       .date = {},
       .text = "This mail was sent by `provisor mail test`. That it came shows "
               "that mails\nleave this server.\n",
       .html = {}});
  return {0, "test", settings.from, recipient, mail::render(message)};
}

std::string verdict_of(const mail::Answer& answer) {
  switch (answer.verdict) {
    case mail::Answer::Verdict::accepted:
      return "accepted";
    case mail::Answer::Verdict::refused:
      return "refused";
    case mail::Answer::Verdict::later:
    case mail::Answer::Verdict::unready:
      break;
  }
  return "not accepted; a mail would be tried again later";
}

Outcome<Report> test(const config::Config& config,
                     const std::string& recipient) {
  const auto transport = make_transport(with_mailer_credentials(config));
  transport->start(test_parcel(config, recipient));
  std::vector<mail::Delivery> done;
  while (done.empty()) done = transport->wait(glance);
  const mail::Answer& answer = done.at(0).answer;
  std::string shown;
  for (const std::string& line : done.at(0).dialogue) shown += line + "\n";
  shown += verdict_of(answer) + ": " + answer.text;
  if (answer.verdict != mail::Answer::Verdict::accepted)
    throw std::runtime_error("the mail was not accepted\n" + shown);
  return Report(Done{
      shown, {{"answer", answer.text}, {"dialogue", done.at(0).dialogue}}});
}

std::vector<std::string> kinds() {
  std::vector<std::string> names;
  for (const auto& kind : mail::letter_kinds) names.push_back(kind.name);
  return names;
}

void add_preview(CLI::App& topic, Action& chosen) {
  const auto wish = std::make_shared<Preview>();
  auto& command = *topic.add_subcommand(
      "preview", "Show a mail, made of the templates and a sample customer.");
  command.add_option("KIND", wish->kind, "Which mail")
      ->required()
      ->check(CLI::IsMember(kinds()));
  add_text(command, "--branding", wish->branding, "As this branding has it");
  command.add_option("--part", wish->part, "Only this part")
      ->check(CLI::IsMember({"text", "html"}));
  command.footer(
      "Example:\n  provisor mail preview welcome --part html > welcome.html");
  command.callback([&chosen, wish] {
    chosen = [wish](const auto& config) { return preview(config, *wish); };
  });
}

void add_test(CLI::App& topic, Action& chosen) {
  const auto recipient = std::make_shared<std::string>();
  auto& command = *topic.add_subcommand(
      "test", "Send one mail at once and show what the mail server says.");
  add_email(command, "ADDRESS", *recipient, "Whom to send it")->required();
  command.footer("Example:\n  provisor mail test you@example.com");
  command.callback([&chosen, recipient] {
    chosen = [recipient](const auto& config) {
      return test(config, *recipient);
    };
  });
}

}  // namespace

void add_mail(CLI::App& program, Action& chosen) {
  auto& topic = *program.add_subcommand("mail", "How mails look and leave.");
  topic.require_subcommand(1);
  add_preview(topic, chosen);
  add_test(topic, chosen);
}

}  // namespace provisor::command
