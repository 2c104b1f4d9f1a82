#include "command.h"
#include "provisor/config/settings.h"

namespace provisor::command {
namespace {

// The file was read already: with a mistake in it nobody gets here.
Outcome<Report> check(const config::Config&) {
  return Report(Done{"The configuration can be used.", {{"usable", true}}});
}

Outcome<Report> show(const config::Config& config) {
  Listing listing{{"key", "value", "default", "type", "range"}, {}};
  for (const auto& setting : config::settings_of(config))
    listing.rows.push_back({setting.name, setting.value, setting.standard,
                            setting.type, setting.range});
  return Report(Told{config::toml_of(config), listing});
}

using Answer = Outcome<Report> (*)(const config::Config&);

void add_one(CLI::App& topic, Action& chosen, const std::string& name,
             const std::string& what, Answer answer) {
  auto& command = *topic.add_subcommand(name, what);
  command.footer("Example:\n  provisor config " + name +
                 " --config /etc/provisor/provisor.toml");
  command.callback([&chosen, answer] { chosen = answer; });
}

}  // namespace

void add_configuration(CLI::App& program, Action& chosen) {
  auto& topic = *program.add_subcommand("config", "The configuration file.");
  topic.require_subcommand(1);
  add_one(topic, chosen, "check",
          "Say whether the file can be used, and every mistake in it.", check);
  add_one(topic, chosen, "show",
          "Show all settings in force, those that the file leaves out too.",
          show);
}

}  // namespace provisor::command
