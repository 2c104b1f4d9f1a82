// provisor-mailer — takes mails from the outbox and hands them over.
//
// A mail is taken under a lease, handed to the mail server (or written as a
// file named after its row), and settled. Dying in between means doing the same
// again under the same Message-ID. docs/mail.md draws the states.
//
//   SIGTERM, SIGINT  finish the mails on their way, give the others back, end
//
// Exit status: 0 after a signal; 1 a fault; 2 a mistake in the command line; 78
// a configuration that cannot be used, as of provisor-api.

#include <CLI/CLI.hpp>

#include "programs/mail_parts.h"
#include "./provisor_mailer/mailer.h"
#include "./provisor_mailer/service_watch.h"
#include "provisor/base/core_dump.h"
#include "provisor/base/log.h"

namespace {

using namespace provisor;

constexpr int exit_usage = 2;
constexpr int exit_configuration = 78;

int run(const std::filesystem::path& config_file) {
  forbid_core_dumps();
  mailer::ServiceWatch watch;
  const auto config = config::read_config(config_file);
  log::set_level(config.log_level);
  mailer::Post post{make_transport(config), [&](const auto& mail) {
                      return make_parcel(config, mail);
                    }};
  store::Outbox outbox(config.database.mailer);
  mailer::Mailer mailer(config, std::move(post), outbox, watch);
  const bool is_smtp = config.mail.transport == "smtp";
  log::notice("mailer started",
              {{"transport", config.mail.transport},
               {"to", is_smtp ? config.smtp.host
                              : config.mail.drop_directory.string()}});
  watch.ready();
  mailer.run();
  log::notice("mailer stopped");
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  std::filesystem::path config_file = "/etc/provisor/provisor.toml";
  CLI::App program("Takes mails from the outbox.", "provisor-mailer");
  program.add_option("--config", config_file, "The configuration")
      ->type_name("FILE")
      ->capture_default_str();
  program.set_version_flag("--version", "provisor " PROVISOR_VERSION);
  try {
    program.parse(argc, argv);
    return run(config_file);
  } catch (const CLI::ParseError& error) {
    return program.exit(error) == 0 ? 0 : exit_usage;
  } catch (const config::ConfigError& error) {
    log::error("configuration cannot be used", {{"reason", error.what()}});
    return exit_configuration;
  } catch (const std::exception& error) {
    log::error("mailer failed", {{"reason", error.what()}});
    return 1;
  }
}
