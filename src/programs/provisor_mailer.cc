// provisor-mailer — takes mails from the outbox and hands them over.
//
// A mail is claimed under a lease, written as a file named after its row, and
// marked as sent. Dying in between means doing the same again: the file has the
// same name and the message the same id, so nothing is lost and nothing
// doubled.
//
//   SIGTERM, SIGINT  finish the mail at hand, give the others back, end
//
// Exit status: 0 after a signal; 2 a mistake in the command line; 4 the
// configuration cannot be used.

#include <signal.h>

#include <algorithm>
#include <CLI/CLI.hpp>

#include "provisor/base/core_dump.h"
#include "provisor/base/log.h"
#include "provisor/config/config.h"
#include "provisor/mail/file_drop.h"
#include "provisor/mail/letters.h"
#include "provisor/mail/message.h"
#include "provisor/store/fault.h"
#include "provisor/store/outbox.h"

namespace {

using namespace provisor;
using namespace std::chrono_literals;
using store::OutboxMail;

constexpr std::uint32_t mails_at_once = 20;
constexpr auto lease = 60s;
constexpr auto first_delay = 5s;
constexpr auto longest_delay = 1h;
constexpr auto gives_up_after = std::chrono::days(5);
constexpr auto complains_every = 10s;

store::Time now() {
  return std::chrono::floor<std::chrono::seconds>(
      std::chrono::system_clock::now());
}

// The signals that end the mailer, taken only where it looks for them.
class StopSignals {
 public:
  StopSignals() {
    sigemptyset(&signals_);
    sigaddset(&signals_, SIGTERM);
    sigaddset(&signals_, SIGINT);
    sigprocmask(SIG_BLOCK, &signals_, nullptr);
  }

  // Whether one came, now or within `patience`.
  bool came(std::chrono::milliseconds patience) {
    const timespec wait{patience / 1s, patience % 1s / 1ms * 1'000'000};
    has_come_ = has_come_ || sigtimedwait(&signals_, nullptr, &wait) > 0;
    return has_come_;
  }

 private:
  sigset_t signals_;
  bool has_come_ = false;
};

// Tells of trouble that lasts, but not with every attempt.
class Complaint {
 public:
  void raise(const char* event, const std::string& reason) {
    const auto instant = Clock::now();
    if (is_raised_ && instant - said_at_ < complains_every) return;
    log::error(event, {{"reason", reason}});
    said_at_ = instant;
    is_raised_ = true;
  }

  void settle() {
    if (is_raised_) log::notice("mail is taken from the outbox again");
    is_raised_ = false;
  }

 private:
  using Clock = std::chrono::steady_clock;
  bool is_raised_ = false;
  Clock::time_point said_at_;
};

class Mailer {
 public:
  Mailer(const config::Config& config, StopSignals& stop)
      : settings_(config.mail), stop_(stop), outbox_(config.database.mailer) {}

  void run() {
    while (!stop_.came(0ms)) {
      // A full set means that more may wait: no pause then.
      if (round() < mails_at_once) stop_.came(settings_.poll);
    }
  }

 private:
  // How many mails were claimed; 0 when the database is away.
  std::size_t round() {
    try {
      const auto mails = outbox_.claim_due(mails_at_once, lease);
      for (const OutboxMail& mail : mails) settle(mail);
      complaint_.settle();
      return mails.size();
    } catch (const store::Away& error) {
      complaint_.raise("the database is away", error.what());
    } catch (const store::Fault& error) {
      complaint_.raise("the database refuses the mailer", error.what());
    }
    return 0;
  }

  // Hands the mail over, or gives it back once the mailer was asked to stop.
  void settle(const OutboxMail& mail) {
    if (stop_.came(0ms))
      return outbox_.mark_deferred(mail.id, "the mailer was stopped", now());
    const auto letter =
        mail::write_letter({mail.kind, mail.data, mail.secret},
                           {settings_.product_name, settings_.link_host});
    if (!letter) return fail(mail, "there is no letter of this kind");
    try {
      hand_over(mail, *letter);
    } catch (const std::system_error& error) {
      return defer(mail, error.what());
    }
    outbox_.mark_sent(mail.id, "written to the drop directory");
    log::info("mail sent", {{"outbox_id", mail.id}, {"kind", mail.kind}});
  }

  void hand_over(const OutboxMail& mail, const mail::Letter& letter) const {
    const auto host = settings_.from.substr(settings_.from.rfind('@') + 1);
    const auto name = std::to_string(mail.id);
    mail::drop_message(
        settings_.drop_directory, name,
        mail::render({.from = {settings_.from, letter.sender_name},
                      .to = {mail.recipient, ""},
                      .subject = letter.subject,
                      .message_id = "outbox." + name + "@" + host,
                      .date = mail.created_at,
                      .text = letter.text}));
  }

  void defer(const OutboxMail& mail, const std::string& reason) {
    if (now() - mail.created_at > gives_up_after) return fail(mail, reason);
    const auto doublings = std::clamp<std::int64_t>(mail.attempts - 1, 0, 10);
    const auto delay = std::min<std::chrono::seconds>(
        first_delay * (1 << doublings), longest_delay);
    outbox_.mark_deferred(mail.id, reason, now() + delay);
    log::warning("mail deferred", {{"outbox_id", mail.id},
                                   {"attempts", mail.attempts},
                                   {"again_in_s", delay.count()},
                                   {"reason", reason}});
  }

  void fail(const OutboxMail& mail, const std::string& reason) {
    outbox_.mark_failed(mail.id, reason);
    log::error(
        "mail given up",
        {{"outbox_id", mail.id}, {"kind", mail.kind}, {"reason", reason}});
  }

  const config::Mail& settings_;
  StopSignals& stop_;
  store::Outbox outbox_;
  Complaint complaint_;
};

int run(const std::filesystem::path& config_file) {
  forbid_core_dumps();
  StopSignals stop;
  const auto config = config::read_config(config_file);
  log::set_level(config.log_level);
  log::notice("mailer started",
              {{"drop_directory", config.mail.drop_directory.string()}});
  Mailer(config, stop).run();
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
    return program.exit(error) == 0 ? 0 : 2;
  } catch (const config::ConfigError& error) {
    log::error("configuration cannot be used", {{"reason", error.what()}});
    return 4;
  } catch (const std::exception& error) {
    log::error("mailer failed", {{"reason", error.what()}});
    return 1;
  }
}
