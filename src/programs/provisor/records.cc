#include <fmt/format.h>

#include <functional>
#include <iterator>
#include <memory>

#include "command.h"
#include "options.h"

namespace provisor::command {
namespace {

Cell cell_of_text(const std::string& text) {
  return text.empty() ? Cell(nullptr) : Cell(text);
}

Report list_outbox(store::Administration& database,
                   const store::OutboxFilter& filter) {
  Listing listing{{"id", "kind", "recipient", "state", "attempts", "held_for",
                   "last_answer", "created_at", "next_attempt_at", "sent_at"},
                  {}};
  for (const auto& mail : database.list_outbox(filter))
    listing.rows.push_back(
        {mail.id, mail.kind, mail.recipient, mail.state, mail.attempts,
         cell_of(mail.held_for), cell_of_text(mail.last_answer),
         cell_of(mail.created_at), cell_of(mail.next_attempt_at),
         cell_of(mail.sent_at)});
  return listing;
}

Outcome<Report> list_attempts(store::Administration& database,
                              std::int64_t id) {
  const auto attempts = database.list_mail_attempts(id);
  if (!attempts) return attempts.refused();
  Listing listing{{"number", "started_at", "ended_at", "reply_code",
                   "enhanced_code", "answer"},
                  {}};
  for (const auto& attempt : *attempts)
    listing.rows.push_back(
        {attempt.number, cell_of(attempt.started_at), cell_of(attempt.ended_at),
         cell_of(attempt.reply_code), cell_of(attempt.enhanced_code),
         cell_of_text(attempt.answer)});
  return Report(listing);
}

Outcome<Report> done_to(const Outcome<std::int64_t>& mail, const char* deed) {
  if (!mail) return mail.refused();
  return Report(Done{fmt::format("Mail {} {}.", *mail, deed), {{"id", *mail}}});
}

Report list_operations(store::Administration& database,
                       const store::OperationFilter& filter) {
  Listing listing{{"at", "account", "method", "key", "remote_address",
                   "idempotency_key", "result"},
                  {}};
  for (const auto& operation : database.list_operations(filter))
    listing.rows.push_back({cell_of(operation.at), operation.account_id,
                            operation.method, cell_of(operation.api_key_id),
                            cell_of_text(operation.remote_address),
                            operation.idempotency_key, Json{operation.result}});
  return listing;
}

using MailAction =
    std::function<Outcome<Report>(store::Administration&, std::int64_t)>;

// `provisor outbox VERB ID`.
void add_mail_verb(CLI::App& topic, Action& chosen, const std::string& verb,
                   const std::string& what, MailAction action) {
  const auto id = std::make_shared<std::int64_t>();
  auto& command = *topic.add_subcommand(verb, what);
  add_id(command, "ID", *id, "The mail, as `outbox list` shows it")->required();
  command.footer("Example:\n  provisor outbox " + verb + " 1207");
  on_database(command, chosen,
              [id, action = std::move(action)](auto& database) {
                return action(database, *id);
              });
}

// `provisor outbox retry ID`, or of all in a state.
void add_retry(CLI::App& topic, Action& chosen) {
  struct Retry {
    std::optional<std::int64_t> id;
    store::RetryWish all;
  };
  const auto wish = std::make_shared<Retry>();
  auto& command = *topic.add_subcommand(
      "retry",
      "Send a failed, deferred or held mail, or all of a state, as soon as "
      "their limits allow.");
  auto* state = command
                    .add_option("--state", wish->all.state,
                                "All mails in this state instead of one")
                    ->check(CLI::IsMember({"deferred", "failed", "held"}));
  add_id(command, "ID", wish->id, "The mail, as `outbox list` shows it")
      ->excludes(state);
  add_day(command, "--since", wish->all.queued_since,
          "Of these only what was queued then or later")
      ->needs(state);
  command.require_option(1, 2);
  command.footer(
      "Example:\n  provisor outbox retry 1207\n"
      "  provisor outbox retry --state failed --since 2027-01-31");
  on_database(command, chosen, [wish](auto& database) -> Outcome<Report> {
    if (wish->id)
      return done_to(database.retry_mail(*wish->id), "is queued again");
    const auto count = database.retry_mails(wish->all);
    return Report(
        Done{fmt::format(
                 "{} queued again.",
                 count == 1 ? "1 mail is" : fmt::format("{} mails are", count)),
             {{"mails", count}}});
  });
}

void add_mail_verbs(CLI::App& topic, Action& chosen) {
  add_mail_verb(topic, chosen, "show", "Each attempt to send a mail.",
                list_attempts);
  add_retry(topic, chosen);
  add_mail_verb(topic, chosen, "cancel", "Never send a mail.",
                [](auto& database, auto id) {
                  return done_to(database.cancel_mail(id), "is cancelled");
                });
}

}  // namespace

void add_outbox(CLI::App& program, Action& chosen) {
  auto& topic =
      *program.add_subcommand("outbox", "Mails and what became of them.");
  topic.require_subcommand(1);
  const auto filter = std::make_shared<store::OutboxFilter>();
  auto& command = *topic.add_subcommand("list", "List mails, newest first.");
  command.add_option("--state", filter->state, "Only those in this state")
      ->check(CLI::IsMember(std::vector<std::string>(
          std::begin(store::mail_states), std::end(store::mail_states))));
  add_limit(command, filter->limit);
  command.footer("Example:\n  provisor outbox list --state failed");
  on_database(command, chosen, [filter](auto& database) {
    return list_outbox(database, *filter);
  });
  add_mail_verbs(topic, chosen);
}

void add_operations(CLI::App& program, Action& chosen) {
  auto& topic =
      *program.add_subcommand("operation", "Sign-ups that were done.");
  topic.require_subcommand(1);
  const auto filter = std::make_shared<store::OperationFilter>();
  auto& command =
      *topic.add_subcommand("list", "List operations, newest first.");
  add_id(command, "--account", filter->account_id,
         "Only those called by this account");
  add_limit(command, filter->limit);
  command.footer("Example:\n  provisor operation list --account 7 --limit 20");
  on_database(command, chosen, [filter](auto& database) {
    return list_operations(database, *filter);
  });
}

}  // namespace provisor::command
