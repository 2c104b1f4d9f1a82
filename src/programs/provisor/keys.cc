// keys.cc — the keys of callers, from the operator's side.
//
// A key is shown when it is made and never again; the database has its digest.
// A key from elsewhere comes through standard input or a file: the arguments of
// a running program can be read by every user of the machine.

#include <fmt/format.h>
#include <unistd.h>

#include <fstream>
#include <iostream>
#include <memory>

#include "command.h"
#include "networks.h"
#include "options.h"
#include "provisor/auth/api_key.h"
#include "provisor/base/text.h"
#include "times.h"

namespace provisor::command {
namespace {

using std::chrono::seconds;

struct KeyWish {
  store::NewKey key;
  std::optional<seconds> expires_in;
  std::string file;  // of a foreign key; empty: standard input
};

// `span` from now, when there is one; else `end`.
std::optional<Time> end_of(const std::optional<seconds>& span,
                           const std::optional<Time>& end) {
  if (!span) return end;
  return std::chrono::floor<seconds>(std::chrono::system_clock::now()) + *span;
}

store::KeyDigest digest_of(const Secret& key) {
  return {auth::digest_of(key), auth::prefix_of(key)};
}

store::NewKey complete(const KeyWish& wish, const Secret& key) {
  store::NewKey complete = wish.key;
  complete.key = digest_of(key);
  complete.expires_at = end_of(wish.expires_in, wish.key.expires_at);
  return complete;
}

// A mistyped year must not hand out a key that never works.
void warn_when_over(const std::optional<Time>& end) {
  if (end && *end <= std::chrono::system_clock::now())
    std::cerr << "provisor: warning: this key has expired already, at "
              << time_text(*end) << "\n";
}

Report shown_once(std::int64_t id, const Secret& key) {
  const std::string text(key.reveal());
  return Done{fmt::format("Key {}, shown this once:\n\n    {}\n", id, text),
              {{"key", text}, {"id", id}}};
}

Outcome<Report> create(store::Administration& database, const KeyWish& wish) {
  const auto made = auth::make_api_key();
  const auto key = complete(wish, made.key);
  const auto id = database.insert_key(key);
  if (!id) return id.refused();
  warn_when_over(key.expires_at);
  return shown_once(*id, made.key);
}

std::string first_line_of(const std::string& file) {
  std::string line;
  if (file.empty()) {
    if (isatty(STDIN_FILENO)) std::cerr << "The key: " << std::flush;
    std::getline(std::cin, line);
    return line;
  }
  std::ifstream stream(file);
  if (!stream) throw std::runtime_error("cannot read " + file);
  std::getline(stream, line);
  return line;
}

Outcome<Report> import(store::Administration& database, const KeyWish& wish) {
  const auto typed = auth::read_api_key(trimmed(first_line_of(wish.file)));
  if (!typed)
    return Refused{
        Refusal::key_invalid, "",
        "A key is 12 to 128 visible ASCII characters on the first line of "
        "standard input or of --file."};
  const auto key = complete(wish, *typed);
  const auto id = database.insert_key(key);
  if (!id) return id.refused();
  warn_when_over(key.expires_at);
  return Report(Done{fmt::format("Imported key {}, {}….", *id, key.key.prefix),
                     {{"id", *id}}});
}

std::string state_of(const store::Key& key) {
  if (key.revoked_at) return "revoked";
  const bool is_over =
      key.expires_at && *key.expires_at <= std::chrono::system_clock::now();
  return is_over ? "expired" : "active";
}

Report list(store::Administration& database,
            std::optional<std::int64_t> account_id) {
  Listing listing{{"id", "account", "user", "prefix", "label", "state",
                   "networks", "created_at", "expires_at", "revoked_at"},
                  {}};
  for (const auto& key : database.list_keys(account_id))
    listing.rows.push_back({key.id, key.account_id, key.username, key.prefix,
                            key.label, state_of(key), key.networks,
                            cell_of(key.created_at), cell_of(key.expires_at),
                            cell_of(key.revoked_at)});
  return listing;
}

struct RotationWish {
  std::int64_t key_id;
  std::optional<seconds> overlap = std::chrono::hours(24);
  std::optional<Time> expires_at;  // of the new key
  std::optional<seconds> expires_in;
};

Outcome<Report> rotate(store::Administration& database,
                       const RotationWish& wish) {
  const auto made = auth::make_api_key();
  const auto end = end_of(wish.expires_in, wish.expires_at);
  const auto id = database.rotate_key(
      {wish.key_id, digest_of(made.key), *wish.overlap, end});
  if (!id) return id.refused();
  warn_when_over(end);
  return shown_once(*id, made.key);
}

Outcome<Report> revoke(store::Administration& database, std::int64_t id) {
  const auto key = database.revoke_key(id);
  if (!key) return key.refused();
  return Report(
      Done{fmt::format("Key {} ({}…, {}) is revoked.", key->id, key->prefix,
                       key->label),
           {{"id", key->id}, {"revoked_at", cell_of(key->revoked_at)}}});
}

void add_binding(CLI::App& command, KeyWish& wish) {
  add_id(command, "--account", wish.key.account_id, "Whose key")->required();
  add_text(command, "--user", wish.key.username,
           "The username in whose name the key acts")
      ->required();
  add_text(command, "--label", wish.key.label, "What the key is for")
      ->required();
  add_day(command, "--expires", wish.key.expires_at,
          "First instant it no longer works (default: never)")
      ->excludes(add_span(command, "--expires-in", wish.expires_in,
                          "The same, counted from now"));
  command
      .add_option_function<std::vector<std::string>>(
          "--network",
          [&wish](const std::vector<std::string>& networks) {
            for (const auto& typed : networks) {
              const auto network = read_network(typed);
              if (!network)
                throw CLI::ValidationError(
                    "--network",
                    "'" + typed + "' is not a network such as 10.0.0.0/8");
              wish.key.networks.push_back(*network);
            }
          },
          "Only callers from here; may be given again (default: everywhere)")
      ->type_name("CIDR");
}

void add_create(CLI::App& topic, Action& chosen) {
  const auto wish = std::make_shared<KeyWish>();
  auto& command =
      *topic.add_subcommand("create", "Make a key and show it, once.");
  add_binding(command, *wish);
  command.footer(
      "Examples:\n"
      "  provisor key create --account 7 --user ann --label shop\n"
      "  provisor key create --account 7 --user ann --label trial \\\n"
      "    --expires-in 90d --network 192.0.2.0/24 --network 2001:db8::/32");
  on_database(command, chosen,
              [wish](auto& database) { return create(database, *wish); });
}

void add_import(CLI::App& topic, Action& chosen) {
  const auto wish = std::make_shared<KeyWish>();
  auto& command = *topic.add_subcommand(
      "import", "Take over a key that was made elsewhere.");
  add_binding(command, *wish);
  command
      .add_option("--file", wish->file,
                  "Where the key stands (default: standard input)")
      ->type_name("FILE");
  command.footer(
      "Example:\n"
      "  provisor key import --account 7 --user ann --label old < key.txt");
  on_database(command, chosen,
              [wish](auto& database) { return import(database, *wish); });
}

void add_list(CLI::App& topic, Action& chosen) {
  const auto account = std::make_shared<std::optional<std::int64_t>>();
  auto& command =
      *topic.add_subcommand("list", "List keys by their first characters.");
  add_id(command, "--account", *account, "Only those of this account");
  command.footer("Example:\n  provisor key list --account 7");
  on_database(command, chosen,
              [account](auto& database) { return list(database, *account); });
}

void add_rotate(CLI::App& topic, Action& chosen) {
  const auto wish = std::make_shared<RotationWish>();
  auto& command = *topic.add_subcommand(
      "rotate", "Make a key that replaces another, and show it, once.");
  add_id(command, "ID", wish->key_id, "The key to replace")->required();
  add_span(command, "--overlap", wish->overlap,
           "How long the old key goes on working (default: 24h)");
  add_day(command, "--expires", wish->expires_at,
          "First instant the new key no longer works (default: it is given as "
          "much time as the old one was)")
      ->excludes(add_span(command, "--expires-in", wish->expires_in,
                          "The same, counted from now"));
  command.footer(
      "Examples:\n"
      "  provisor key rotate 3 --overlap 7d\n"
      "  provisor key rotate 3 --expires-in 90d");
  on_database(command, chosen,
              [wish](auto& database) { return rotate(database, *wish); });
}

void add_revoke(CLI::App& topic, Action& chosen) {
  const auto id = std::make_shared<std::int64_t>();
  auto& command =
      *topic.add_subcommand("revoke", "Refuse a key from now on, for ever.");
  add_id(command, "ID", *id, "The key")->required();
  command.footer("Example:\n  provisor key revoke 3");
  on_database(command, chosen,
              [id](auto& database) { return revoke(database, *id); });
}

}  // namespace

void add_keys(CLI::App& program, Action& chosen) {
  auto& topic = *program.add_subcommand("key", "API keys of callers.");
  topic.require_subcommand(1);
  add_create(topic, chosen);
  add_import(topic, chosen);
  add_list(topic, chosen);
  add_rotate(topic, chosen);
  add_revoke(topic, chosen);
}

}  // namespace provisor::command
