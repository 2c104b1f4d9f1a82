#include <chrono>
#include <thread>

#include "execute.h"
#include "setup.h"
#include "units.h"

namespace provisor::command {
namespace {

using namespace std::chrono_literals;

constexpr const char* units[] = {"provisor-api.socket", "provisor-api.service",
                                 "provisor-mailer.service",
                                 "provisor-prune.timer"};

bool says(const char* question, const char* unit) {
  return execute({"systemctl", "--quiet", question, unit}).status == 0;
}

bool are_up_to_date(const Setup& setup) {
  return !is_unfinished(services_step) &&
         !is_behind("provisor-api.service", setup.config_file) &&
         !is_behind("provisor-mailer.service", setup.config_file);
}

bool are_started(const Setup& setup) {
  for (const auto* unit : units)
    if (!says("is-enabled", unit) || !says("is-active", unit)) return false;
  return are_up_to_date(setup);
}

void start(Setup& setup) {
  if (!are_up_to_date(setup)) restart_services();
  std::vector<std::string> line = {"systemctl", "enable", "--now"};
  line.insert(line.end(), std::begin(units), std::end(units));
  must_run(line);
}

// The mailer as well: that it was started does not say that it stays.
bool is_ready(const Setup& setup) {
  return ask_here(setup, "/readyz").status == 200 &&
         says("is-active", "provisor-mailer.service");
}

void await_readiness(Setup& setup) {
  const auto end = std::chrono::steady_clock::now() + 30s;
  while (!is_ready(setup)) {
    if (std::chrono::steady_clock::now() > end)
      throw std::runtime_error(
          "/readyz does not say that all is well, or the mailer does not "
          "run: " +
          ask_here(setup, "/readyz").body);
    std::this_thread::sleep_for(200ms);
  }
}

}  // namespace

void restart_services() {
  must_run({"systemctl", "try-restart", "provisor-api", "provisor-mailer"});
  mark_finished(services_step);
}

void add_service_steps(const Setup& setup, std::vector<Step>& steps) {
  steps.push_back({services_step,
                   "Start provisor-api, provisor-mailer and the timer of "
                   "provisor-prune, now and at each boot, with the settings "
                   "as they are.",
                   are_started, start,
                   "systemctl status provisor-api provisor-mailer; "
                   "journalctl -u provisor-api -u provisor-mailer"});
  steps.push_back({"readiness",
                   "Wait until https://" + setup.wish.domain +
                       "/readyz says 200 and the mailer runs.",
                   is_ready, await_readiness,
                   "journalctl -u provisor-api -u provisor-mailer; sudo -u "
                   "provisor_admin provisor check"});
}

}  // namespace provisor::command
