// setup.cc — from an installed package to an answering server, in steps.

#include "setup.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <iostream>
#include <memory>

#include "command.h"
#include "setup_options.h"

namespace provisor::command {
namespace {

std::vector<Step> steps_for(const Setup& setup) {
  std::vector<Step> steps;
  add_directory_step(setup, steps);
  add_database_steps(setup, steps);
  add_configuration_steps(setup, steps);
  add_reseller_answer_step(setup, steps);
  add_site_steps(setup, steps);
  add_service_steps(setup, steps);
  add_reseller_step(setup, steps);
  return steps;
}

// What cannot be looked at yet, such as the schema of a database that is not
// there, is not done.
bool is_done(const Step& step, const Setup& setup) {
  if (is_unfinished(step.name)) return false;
  try {
    return step.is_done(setup);
  } catch (const std::exception&) {
    return false;
  }
}

[[noreturn]] void give_up(const Step& step, const Setup& setup,
                          const std::string& reason,
                          const std::string& remedy) {
  throw std::runtime_error(fmt::format(
      "the step '{}' failed: {}\n-> {}\nThen run this, it goes on with this "
      "step:\n\n    {}\n",
      step.name, reason, remedy, line_for(setup)));
}

void take(const Step& step, Setup& setup) {
  try {
    step.act(setup);
    mark_finished(step.name);
  } catch (const SetupFailure& failure) {
    give_up(step, setup, failure.what(), failure.remedy);
  } catch (const std::exception& error) {
    give_up(step, setup, error.what(), step.remedy);
  }
}

// ---- What is said
// ------------------------------------------------------------

std::string line_of(const char* state, const Step& step,
                    const std::string& text) {
  return fmt::format("{:<5} {:<14} {}\n", state, step.name, text);
}

struct Plan {
  std::vector<Step> steps;
  std::vector<bool> is_done;  // of each
  std::size_t left = 0;
};

Plan plan_for(const Setup& setup) {
  Plan plan{steps_for(setup), {}, 0};
  for (const auto& step : plan.steps) {
    plan.is_done.push_back(is_done(step, setup));
    plan.left += plan.is_done.back() ? 0 : 1;
  }
  return plan;
}

Told told_of(const Plan& plan) {
  Told told{"", Listing{{"step", "done", "will"}, {}}, 0};
  for (std::size_t n = 0; n < plan.steps.size(); ++n) {
    const auto& step = plan.steps[n];
    told.text += plan.is_done[n] ? line_of("done", step, "")
                                 : line_of("to do", step, step.will);
    std::get<Listing>(told.data).rows.push_back(
        {step.name, static_cast<bool>(plan.is_done[n]), step.will});
  }
  return told;
}

std::string advice_on_certificate(const Setup& setup) {
  if (!is_own_certificate(setup)) return "";
  return fmt::format(
      "\nIts certificate is self-signed: callers do not trust it. For one by "
      "Let's Encrypt,\nonce {0} leads here from the internet:\n\n"
      "    apt install certbot\n"
      "    certbot certonly --webroot -w /var/lib/provisor/acme -d {0} \\\n"
      "      -m {1} --agree-tos --deploy-hook 'systemctl reload nginx'\n"
      "    provisor setup --certificate "
      "/etc/letsencrypt/live/{0}/fullchain.pem \\\n"
      "      --certificate-key /etc/letsencrypt/live/{0}/privkey.pem\n",
      setup.wish.domain, setup.wish.admin_email);
}

std::string advice_on_mails(const Setup& setup) {
  if (setup.config.mail.transport != "smtp")
    return "\nMails are only written to files. To send them:\n\n    provisor "
           "setup --smarthost HOST\n";
  return fmt::format(
      "\nMails call the service '{}', as [mail] product_name of {} says.\n"
      "Whether they leave:\n\n    provisor mail test {}\n",
      setup.config.mail.product_name, setup.config_file.string(),
      setup.wish.admin_email);
}

Told end_of(const Setup& setup, std::size_t steps_taken) {
  auto text = steps_taken == 0
                  ? fmt::format("Nothing to do: https://{} is set up.\n",
                                setup.wish.domain)
                  : fmt::format("https://{} answers.\n", setup.wish.domain);
  text += advice_on_certificate(setup);
  if (steps_taken > 0) text += advice_on_mails(setup);
  if (!setup.key.empty())
    text += fmt::format("\nKey {} of {}, shown this once:\n\n    {}\n",
                        setup.key_id, setup.wish.reseller, setup.key);
  Record record = {{"url", "https://" + setup.wish.domain},
                   {"steps_taken", static_cast<std::int64_t>(steps_taken)},
                   {"key", setup.key.empty() ? Cell(nullptr) : setup.key}};
  return {text, record, 0};
}

// ---- What is done
// ------------------------------------------------------------

// Two at once would make two of what is missing. Ends with the program.
void lock_out_others() {
  const int directory =
      open("/etc/provisor", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (directory < 0)
    throw SetupFailure("/etc/provisor is not there.", reinstall);
  if (flock(directory, LOCK_EX | LOCK_NB) != 0)
    throw SetupFailure("Another provisor setup works on this machine.",
                       "Wait for its end; ps -C provisor shows it.");
}

Outcome<Report> take_all(Setup& setup, const Plan& plan) {
  std::cerr << told_of(plan).text;
  if (plan.left > 0 && !setup.wish.is_agreed && !is_agreed_on_terminal())
    return Report(Told{"Nothing was done.\n", Record{}, 1});
  std::size_t taken = 0;
  for (const auto& step : plan.steps) {
    if (is_done(step, setup)) continue;
    std::cerr << line_of("doing", step, step.will);
    take(step, setup);
    ++taken;
  }
  return Report(end_of(setup, taken));
}

Outcome<Report> set_up(const SetupWish& wish,
                       const std::filesystem::path& config_file) {
  if (geteuid() != 0)
    throw std::runtime_error(
        "setup changes the machine: run it as root (sudo provisor setup).");
  Setup setup{wish, config_file, {}, {}, "", "", false};
  if (std::filesystem::exists(config_file))
    setup.config = config::read_config(config_file);
  if (!wish.database_url.empty())
    return Report(Told{remote_database_text(setup), Record{}, 0});
  lock_out_others();
  complete(setup);
  const auto plan = plan_for(setup);
  if (wish.is_dry_run) return Report(told_of(plan));
  return take_all(setup, plan);
}

Outcome<Report> set_up_or_explain(const SetupWish& wish,
                                  const std::filesystem::path& config_file) {
  try {
    return set_up(wish, config_file);
  } catch (const SetupFailure& failure) {
    throw std::runtime_error(failure.what() + std::string("\n-> ") +
                             failure.remedy);
  }
}

}  // namespace

void add_setup(CLI::App& program, FileAction& chosen) {
  const auto wish = std::make_shared<SetupWish>();
  auto& command = *program.add_subcommand(
      "setup",
      "Set this machine up: database, configuration, nginx, services, a first "
      "reseller. May be repeated.");
  add_setup_options(command, *wish);
  command.footer(
      "Examples:\n"
      "  provisor setup\n"
      "  provisor setup --dry-run\n"
      "  provisor setup --domain api.example.com --admin-email ops@example.com "
      "\\\n"
      "    --reseller 'Example Reseller' --country AU --yes");
  command.callback([&chosen, wish] {
    chosen = [wish](const std::filesystem::path& config_file) {
      return set_up_or_explain(*wish, config_file);
    };
  });
}

}  // namespace provisor::command
