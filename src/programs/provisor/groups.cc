#include <fmt/format.h>

#include <memory>

#include "command.h"
#include "options.h"

namespace provisor::command {
namespace {

struct NewGroup {
  std::int64_t account_id;
  std::string name;
};

Outcome<Report> create(store::Administration& database, const NewGroup& group) {
  const auto id = database.create_group(group.account_id, group.name);
  if (!id) return id.refused();
  return Report(Done{fmt::format("Created group {}, {}.", *id, group.name),
                     {{"id", *id}}});
}

using Change =
    Outcome<bool> (store::Administration::*)(const store::Membership&);

// Adding a member who is one already is what was wished for: no refusal.
Outcome<Report> change(store::Administration& database, Change make,
                       const store::Membership& membership,
                       const std::string& verb) {
  const auto changed = (database.*make)(membership);
  if (!changed) return changed.refused();
  return Report(Done{*changed
                         ? fmt::format("{} {}, group {} of account {}.", verb,
                                       membership.username, membership.group,
                                       membership.account_id)
                         : std::string("Nothing to change: it was so already."),
                     {{"changed", *changed}}});
}

Report list(store::Administration& database,
            std::optional<std::int64_t> account_id) {
  Listing listing{{"id", "account", "name", "username", "active", "contacts"},
                  {}};
  for (const auto& group : database.list_groups(account_id)) {
    for (const auto& member : group.members)
      listing.rows.push_back({group.id, group.account_id, group.name,
                              member.username, member.is_active,
                              member.contacts});
    if (group.members.empty())
      listing.rows.push_back(
          {group.id, group.account_id, group.name, nullptr, nullptr, nullptr});
  }
  return listing;
}

void add_create(CLI::App& topic, Action& chosen) {
  const auto group = std::make_shared<NewGroup>();
  auto& command = *topic.add_subcommand("create", "Create an empty group.");
  add_id(command, "--account", group->account_id, "Whose group")->required();
  add_text(command, "--name", group->name, "The name that callers send")
      ->required();
  command.footer("Example:\n  provisor group create --account 7 --name sales");
  on_database(command, chosen,
              [group](auto& database) { return create(database, *group); });
}

struct MemberCommand {
  std::string name, what, verb;
  Change change;
};

void add_member_command(CLI::App& topic, Action& chosen,
                        const MemberCommand& words) {
  const auto membership = std::make_shared<store::Membership>();
  auto& command = *topic.add_subcommand(words.name, words.what);
  add_id(command, "--account", membership->account_id, "Whose group")
      ->required();
  add_text(command, "--group", membership->group, "The group's name")
      ->required();
  add_text(command, "--user", membership->username, "The username")->required();
  command.footer("Example:\n  provisor group " + words.name +
                 " --account 7 --group sales --user ann");
  on_database(command, chosen, [membership, words](auto& database) {
    return change(database, words.change, *membership, words.verb);
  });
}

void add_list(CLI::App& topic, Action& chosen) {
  const auto account = std::make_shared<std::optional<std::int64_t>>();
  auto& command =
      *topic.add_subcommand("list", "List groups, a line for each member.");
  add_id(command, "--account", *account, "Only those of this account");
  command.footer("Example:\n  provisor group list --account 7");
  on_database(command, chosen,
              [account](auto& database) { return list(database, *account); });
}

}  // namespace

void add_groups(CLI::App& program, Action& chosen) {
  auto& topic = *program.add_subcommand(
      "group", "User groups: members take turns as owners of new contacts.");
  topic.require_subcommand(1);
  add_create(topic, chosen);
  add_member_command(topic, chosen,
                     {"add", "Add a user to a group.", "Added",
                      &store::Administration::add_group_member});
  add_member_command(topic, chosen,
                     {"remove", "Take a user out of a group.", "Removed",
                      &store::Administration::remove_group_member});
  add_list(topic, chosen);
}

}  // namespace provisor::command
