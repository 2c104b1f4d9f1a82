// provisor-api — the FastCGI process pool behind nginx.
//
// Exit status: 0 drained after SIGTERM, 1 a fault, 2 wrong arguments, 78 a
// configuration that cannot be used (EX_CONFIG of sysexits.h; systemd shows it
// by that name).

#include <algorithm>
#include <exception>
#include <thread>

#include <CLI/CLI.hpp>

#include "provisor/api/api.h"
#include "provisor/auth/hash_admission.h"
#include "provisor/base/core_dump.h"
#include "provisor/base/log.h"
#include "provisor/base/shared.h"
#include "provisor/config/branding.h"
#include "provisor/config/config.h"
#include "provisor/fastcgi/pool.h"
#include "provisor/operations/countries.h"
#include "provisor/operations/tables.h"
#include "provisor/store/links.h"
#include "provisor/store/sign_ups.h"

namespace provisor {

namespace {

constexpr int exit_usage = 2;
constexpr int exit_configuration = 78;

std::uint32_t cores() {
  return std::max(1u, std::thread::hardware_concurrency());
}

std::uint32_t hash_slots_of(const config::Config& settings) {
  const auto slots =
      settings.passwords.slots ? settings.passwords.slots : cores();
  return std::min<std::uint32_t>(slots, auth::HashSlots::most);
}

// A quarter of the threads stays with requests that need no hash.
std::size_t most_waiting_for_a_hash(const config::Config& settings) {
  return settings.pool.threads * 3 / 4;
}

auth::PasswordCost cost_of(const config::Passwords& passwords) {
  return {passwords.argon2id_memory_kib, passwords.argon2id_passes,
          passwords.scrypt_log2_n, passwords.scrypt_p};
}

std::chrono::seconds seconds_of(std::chrono::milliseconds duration) {
  return std::chrono::duration_cast<std::chrono::seconds>(duration);
}

store::SignUpSettings statements_of(const config::Config& settings) {
  return {settings.database.api, settings.database.lanes,
          settings.database.largest_set, seconds_of(settings.links.invitation),
          seconds_of(settings.links.confirmation)};
}

// What is wrong with a branding must not keep anybody from a password.
api::PageLook look_of(const config::Config& settings,
                      const std::string& branding) {
  try {
    const auto known = config::branding_of(settings, branding);
    return {known.product_name, known.colour, known.logo};
  } catch (const config::ConfigError& error) {
    log::error("a branding cannot be used", {{"reason", error.what()}});
    return {settings.mail.product_name, "", ""};
  }
}

// What the processes of the pool share.
struct SharedParts {
  Shared<Metrics> metrics;
  Shared<fastcgi::PoolState> pool;
  Shared<auth::HashSlots> hash_slots;
};

// The parts of one worker, in the order in which they are built.
class Worker final : public fastcgi::Application {
 public:
  Worker(const config::Config& settings, SharedParts& shared)
      : sign_ups_(
            store::open_sign_ups(statements_of(settings), *shared.metrics)),
        links_(store::open_links(statements_of(settings), *shared.metrics)),
        hash_admission_(*shared.hash_slots, hash_slots_of(settings),
                        most_waiting_for_a_hash(settings), *shared.metrics),
        services_{*sign_ups_,
                  hash_admission_,
                  cost_of(settings.passwords),
                  settings.passwords.wait,
                  countries_,
                  *links_,
                  {settings.passwords.least_characters}},
        api_(api::make_api(services_, *shared.pool, *shared.metrics,
                           {[settings](const std::string& branding) {
                             return look_of(settings, branding);
                           }})) {}

  fastcgi::Response answer(const fastcgi::Request& request) override {
    return api_->answer(request);
  }
  void cut_off_overdue() override { api_->cut_off_overdue(); }

 private:
  std::unique_ptr<store::SignUps> sign_ups_;
  std::unique_ptr<store::Links> links_;
  auth::HashAdmission hash_admission_;
  operations::CountryMemory countries_;
  operations::Services services_;
  std::unique_ptr<fastcgi::Application> api_;
};

fastcgi::PoolSettings pool_settings_of(const config::Pool& pool) {
  return {pool.socket,           pool.workers,
          pool.threads,          pool.requests_per_worker,
          pool.request_deadline, pool.drain};
}

int serve(const std::filesystem::path& file) {
  forbid_core_dumps();
  SharedParts shared;
  auto settings = config::read_config(file);
  operations::load_tables();
  fastcgi::PoolHooks hooks;
  hooks.settings = [&] {
    settings = config::read_config(file);
    log::set_level(settings.log_level);
    return pool_settings_of(settings.pool);
  };
  hooks.make_application = [&] {
    return std::make_unique<Worker>(settings, shared);
  };
  hooks.worker_gone = [&](pid_t process) {
    auth::HashAdmission::release_slots_of(*shared.hash_slots, process);
  };
  return fastcgi::run_pool(hooks, *shared.pool, *shared.metrics);
}

int run(int argc, char** argv) {
  std::filesystem::path file = "/etc/provisor/provisor.toml";
  CLI::App app{"The FastCGI process pool of provisor, behind nginx."};
  app.add_option("--config", file, "The configuration file")
      ->capture_default_str();
  app.set_version_flag("--version", "provisor-api " PROVISOR_VERSION);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : exit_usage;
  }
  try {
    return serve(file);
  } catch (const config::ConfigError& error) {
    log::error("configuration cannot be used", {{"reason", error.what()}});
    return exit_configuration;
  } catch (const std::exception& fault) {
    log::error("provisor-api ends", {{"fault", fault.what()}});
    return EXIT_FAILURE;
  }
}

}  // namespace

}  // namespace provisor

int main(int argc, char** argv) { return provisor::run(argc, argv); }
