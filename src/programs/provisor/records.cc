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
  Listing listing{{"id", "kind", "recipient", "state", "attempts",
                   "last_answer", "created_at", "next_attempt_at", "sent_at"},
                  {}};
  for (const auto& mail : database.list_outbox(filter))
    listing.rows.push_back(
        {mail.id, mail.kind, mail.recipient, mail.state, mail.attempts,
         cell_of_text(mail.last_answer), cell_of(mail.created_at),
         cell_of(mail.next_attempt_at), cell_of(mail.sent_at)});
  return listing;
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
                            operation.idempotency_key, operation.result});
  return listing;
}

}  // namespace

void add_outbox(CLI::App& program, Action& chosen) {
  auto& topic =
      *program.add_subcommand("outbox", "Mails and what became of them.");
  topic.require_subcommand(1);
  const auto filter = std::make_shared<store::OutboxFilter>();
  auto& command = *topic.add_subcommand("list", "List mails, newest first.");
  command.add_option("--state", filter->state, "Only those in this state")
      ->check(CLI::IsMember({"queued", "sending", "sent", "failed"}));
  add_limit(command, filter->limit);
  command.footer("Example:\n  provisor outbox list --state failed");
  on_database(command, chosen, [filter](auto& database) {
    return list_outbox(database, *filter);
  });
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
