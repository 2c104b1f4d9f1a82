// setup_database.cc — PostgreSQL on this machine: reached as its own user
// through its socket, so that no password is needed.

#include <fmt/format.h>

#include <chrono>
#include <thread>

#include "connections.h"
#include "execute.h"
#include "provisor/store/examination.h"
#include "provisor/store/migrations.h"
#include "setup.h"
#include "setup_cluster.h"

namespace provisor::command {
namespace {

using namespace std::chrono_literals;

constexpr char superuser[] = "postgres";

// With the port, or Debian's psql looks for a cluster by rules of its own.
std::vector<std::string> psql(const std::string& sql) {
  return {"psql", "-X", "-p", default_port, "-d", "postgres", "-Atqc", sql};
}

Ended ask_server(const std::string& sql) {
  return execute(psql(sql), superuser);
}

bool is_server_up(const Setup&) { return ask_server("select 1").status == 0; }

void await_server(const Setup& setup) {
  const auto end = std::chrono::steady_clock::now() + 30s;
  while (!is_server_up(setup)) {
    if (std::chrono::steady_clock::now() > end)
      throw std::runtime_error("PostgreSQL does not answer: " +
                               ask_server("select 1").complaint);
    std::this_thread::sleep_for(200ms);
  }
}

void start_server(Setup& setup) {
  must_run({"systemctl", "enable", "postgresql"});
  must_run({"systemctl", "start", unit_of(our_cluster())});
  await_server(setup);
}

int number_from_server(const std::string& sql) {
  return std::stoi(ask_server(sql).output);
}

// As `provisor check` asks.
bool are_connections_enough(const Setup& setup) {
  return number_from_server(
             "select current_setting('max_connections')::int - "
             "current_setting('superuser_reserved_connections')::int") >
         most_connections(setup.config);
}

// On top of what there is, which others may count on.
void raise_connections(Setup& setup) {
  const auto wanted = number_from_server("show max_connections") +
                      most_connections(setup.config);
  must_run(psql(fmt::format("alter system set max_connections = {}", wanted)),
           superuser);
  must_run({"systemctl", "restart", unit_of(our_cluster())});
  await_server(setup);
  if (!are_connections_enough(setup))
    throw std::runtime_error(
        fmt::format("max_connections is {} after all.",
                    ask_server("show max_connections").output));
}

bool is_database_there(const Setup&) {
  return ask_server("select 1 from pg_database where datname = 'provisor'")
             .output == "1";
}

// Not in the encoding and order of the cluster, which may be ASCII, or follow
// the machine's language.
void create_database(Setup&) {
  must_run({"createdb", "-p", default_port, "--encoding=UTF8",
            "--locale=C.UTF-8", "--template=template0", "provisor"},
           superuser);
}

bool is_schema_new(const Setup& setup) {
  const auto newest = store::newest_migration(setup.config.sql.directory);
  return as_user("provisor_admin", [&] {
           const auto found = store::examine(setup.config.database.admin,
                                             setup.config.sql.directory);
           const bool is_right =
               found.schema_version == newest && found.has_these_functions &&
               found.role_faults.empty() && found.talkative_roles.empty();
           return std::string(is_right ? "right" : "");
         }) == "right";
}

void migrate(Setup& setup) {
  as_user(superuser, [&setup] {
    store::migrate(setup.config.database.owner, setup.config.sql.directory);
    return std::string();
  });
}

// As an administrator knows it, where there are several.
std::string server_name() {
  try {
    return fmt::format("PostgreSQL {} (port {})", name_of(our_cluster()),
                       default_port);
  } catch (const SetupFailure&) {
    return "PostgreSQL";
  }
}

struct Address {
  std::string host, port, database;
};

// postgresql://HOST[:PORT]/DATABASE, as the parser has made sure.
Address address_in(const std::string& url) {
  const auto start = url.find("://") + 3;
  const auto slash = url.find('/', start);
  const auto colon = url.find(':', start);
  const auto end = std::min(slash, colon);
  return {url.substr(start, end - start),
          colon == url.npos ? "5432" : url.substr(colon + 1, slash - colon - 1),
          url.substr(slash + 1)};
}

std::string setting_for(const Address& at, const std::string& program,
                        const std::string& user, const std::string& passwords) {
  return fmt::format(
      "{} = \"host={} port={} dbname={} user={} sslmode=verify-full "
      "sslrootcert=/etc/ssl/certs/ca-certificates.crt passfile={}\"\n",
      program, at.host, at.port, at.database, user, passwords);
}

}  // namespace

bool is_local_database(const Setup& setup) {
  return setup.config.database.owner == config::Database{}.owner;
}

void add_database_steps(const Setup& setup, std::vector<Step>& steps) {
  if (!is_local_database(setup)) return;
  const auto server = server_name();
  steps.push_back({"PostgreSQL", "Start " + server + ", now and at each boot.",
                   is_server_up, start_server,
                   "apt install postgresql; pg_lsclusters shows whether it "
                   "runs, journalctl -u 'postgresql*' why not. For one on "
                   "another machine: --database-url."});
  steps.push_back(
      {"connections",
       fmt::format("Let {0} take more than {1} connections: the pool's, twice "
                   "during a reload. Where max_connections is too low, it is "
                   "raised and {0} restarted.",
                   server, most_connections(setup.config)),
       are_connections_enough, raise_connections,
       "Set max_connections by hand, where PostgreSQL takes it from; or lower "
       "[pool] workers."});
  steps.push_back(
      {"database",
       fmt::format("Create the database provisor, in UTF-8, in {}.", server),
       is_database_there, create_database,
       "sudo -u postgres createdb -p 5432 provisor shows the trouble."});
  steps.push_back(
      {"schema",
       "Make the roles provisor_owner, provisor_api, provisor_mailer and "
       "provisor_admin, and bring the database to this version's schema.",
       is_schema_new, migrate,
       "sudo -u postgres provisor migrate shows the trouble. pg_hba.conf must "
       "let local users in by peer, as Debian's does."});
}

std::string remote_database_text(const Setup& setup) {
  const auto at = address_in(setup.wish.database_url);
  return fmt::format(
             "-- 1. On {0}, as a superuser, with psql. Each \\password asks "
             "for one.\n"
             "--    Its max_connections must leave room for {2} more.\n"
             "create database {1} encoding 'UTF8' template template0;\n"
             "\\connect {1}\n",
             at.host, at.database, most_connections(setup.config)) +
         file_text(setup.config.sql.directory / "roles.sql") +
         fmt::format(
             "create role provisor_migrator login createrole\n"
             "  in role provisor_owner;\n"
             "grant create on database {} to provisor_owner, "
             "provisor_migrator;\n"
             "\\password provisor_api\n"
             "\\password provisor_mailer\n"
             "\\password provisor_admin\n"
             "\\password provisor_migrator\n"
             "\n"
             "-- 2. Here, in {}:\n"
             "[database]\n",
             at.database, setup.config_file.string()) +
         setting_for(at, "api", "provisor_api",
                     "/run/provisor-api/secret_pgpass") +
         setting_for(at, "mailer", "provisor_mailer",
                     "/run/provisor-mailer/secret_pgpass") +
         setting_for(at, "admin", "provisor_admin",
                     "/etc/provisor/admin.pgpass") +
         setting_for(at, "owner", "provisor_migrator", "/root/.pgpass") +
         fmt::format(
             "\n"
             "-- 3. Here, one line {0}:{1}:{2}:USER:PASSWORD in each, mode "
             "0600:\n"
             "--    /etc/provisor/credentials/api/pgpass     (owner root)\n"
             "--    /etc/provisor/credentials/mailer/pgpass  (owner root)\n"
             "--    /etc/provisor/admin.pgpass               (owner "
             "provisor_admin)\n"
             "--    /root/.pgpass                            (owner root)\n"
             "-- 4. Here: systemctl edit provisor-api provisor-mailer "
             "provisor-prune, with\n"
             "--      [Service]\n"
             "--      IPAddressAllow=ADDRESS OF {0}\n"
             "-- 5. Here: provisor migrate\n"
             "-- 6. Here: provisor setup again, without --database-url, for "
             "the rest\n",
             at.host, at.port, at.database);
}

}  // namespace provisor::command
