#include <fmt/format.h>

#include <memory>

#include "command.h"
#include "options.h"

namespace provisor::command {
namespace {

Outcome<Report> create(store::Administration& database,
                       const store::NewUser& user) {
  const auto id = database.create_user(user);
  if (!id) return id.refused();
  return Report(Done{fmt::format("Created user {}, {}.", *id, user.username),
                     {{"id", *id}}});
}

Report list(store::Administration& database,
            std::optional<std::int64_t> account_id) {
  Listing listing{
      {"id", "account", "username", "email", "first_name", "last_name", "phone",
       "timezone", "active", "confirmed", "password", "created_at"},
      {}};
  for (const auto& user : database.list_users(account_id))
    listing.rows.push_back({user.id, user.account_id, user.username, user.email,
                            user.first_name, user.last_name,
                            cell_of(user.phone), cell_of(user.timezone),
                            user.is_active, user.is_confirmed,
                            user.has_password, cell_of(user.created_at)});
  return listing;
}

void add_create(CLI::App& topic, Action& chosen) {
  const auto user = std::make_shared<store::NewUser>();
  auto& command = *topic.add_subcommand("create", "Create a user.");
  add_id(command, "--account", user->account_id, "Whose user")->required();
  add_username(command, "--username", user->username,
               "Unique, without regard to case, in the whole installation")
      ->required();
  add_email(command, "--email", user->email, "The user's e-mail address")
      ->required();
  add_text(command, "--first-name", user->first_name, "")->required();
  add_text(command, "--last-name", user->last_name, "")->required();
  add_text(command, "--phone", user->phone, "As it shall be shown", 100);
  add_timezone(command, "--timezone", user->timezone,
               "From the tz database, e.g. Australia/Brisbane (default: UTC)");
  command.footer(
      "Example:\n"
      "  provisor user create --account 7 --username ann \\\n"
      "    --email ann@example.com --first-name Ann --last-name Ample");
  on_database(command, chosen,
              [user](auto& database) { return create(database, *user); });
}

void add_list(CLI::App& topic, Action& chosen) {
  const auto account = std::make_shared<std::optional<std::int64_t>>();
  auto& command = *topic.add_subcommand("list", "List users.");
  add_id(command, "--account", *account, "Only those of this account");
  command.footer("Example:\n  provisor user list --account 7");
  on_database(command, chosen,
              [account](auto& database) { return list(database, *account); });
}

}  // namespace

void add_users(CLI::App& program, Action& chosen) {
  auto& topic = *program.add_subcommand("user", "Users of accounts.");
  topic.require_subcommand(1);
  add_create(topic, chosen);
  add_list(topic, chosen);
}

}  // namespace provisor::command
