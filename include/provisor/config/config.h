// config.h — the settings of all three programs, from one TOML file.
//
// Every key has a default; an unknown key, a wrong type or a value out of range
// is an error that names file, line and key. docs/configuration.md lists them.
// Keys are spelled like the members here, so `pool.threads`; durations are
// integers of milliseconds, or of days where they are kept in days.
//
// No value is a secret: those stand in files of their own, which paths and
// connection strings name. `$CREDENTIALS_DIRECTORY` in such a value becomes the
// directory that systemd sets for the unit.

#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <stdexcept>
#include <string>

namespace provisor::config {

// Connection strings of libpq ("host=… dbname=…" or postgresql://…). A password
// belongs into the file that `passfile=` names, or is not needed (peer); one in
// the text is refused.
struct Database {
  std::string api = "dbname=provisor user=provisor_api";
  std::string mailer = "dbname=provisor user=provisor_mailer";
  std::string admin = "dbname=provisor user=provisor_admin";
  std::string owner = "dbname=provisor";  // for `provisor migrate`
  std::uint32_t lanes = 1;  // connections of one worker per operation, 1 … 16
  std::uint32_t largest_set = 64;  // sign-ups in one statement, 1 … 256
};

struct Pool {
  std::filesystem::path socket = "/run/provisor/api.sock";
  std::uint32_t workers = 0;  // processes, 0 … 64; 0: one a core, at least two
  std::uint32_t threads = 192;  // requests a worker serves at once, 1 … 512
  std::uint64_t requests_per_worker = 200000;  // then it is replaced; 0: never
  std::chrono::milliseconds request_deadline{45000};  // 100 … 300000
  std::chrono::milliseconds drain{50000};  // on SIGTERM, then SIGKILL
};

struct Passwords {
  std::uint32_t least_characters = 12;  // 8 … 64
  std::uint32_t argon2id_memory_kib = 19456;
  std::uint32_t argon2id_passes = 2;
  std::uint32_t scrypt_log2_n = 15;
  std::uint32_t scrypt_p = 3;
  std::uint32_t slots = 0;  // hashes at once over all workers, 0 … 64; 0: cores
  std::chrono::milliseconds wait{40000};  // for a slot, then error 399
};

struct Mail {
  std::string transport = "drop";  // or "smtp"
  std::filesystem::path drop_directory = "/var/lib/provisor/mail";
  std::filesystem::path templates = "/usr/share/provisor/mail";
  std::filesystem::path brandings = "/etc/provisor/brandings";
  std::string from = "provisor@localhost";
  std::string product_name = "provisor";
  std::string link_host = "localhost";  // where an account has no virtual_host
  std::chrono::milliseconds poll{500};
  std::uint32_t connections = 4;  // mails handed over at once, 1 … 64
  std::chrono::milliseconds lease{30000};              // 1000 … 3600000
  std::chrono::milliseconds give_up_after{432000000};  // five days
};

// Where transport is "smtp".
struct Smtp {
  std::string host = "localhost";
  std::uint32_t port = 25;
  std::string security = "starttls";  // or "tls", "none"
  std::filesystem::path credentials;  // two lines: user, password; may be empty
  std::filesystem::path ca_file;      // empty: the system's authorities
  std::string ehlo_name;              // empty: the name of this machine
  std::chrono::milliseconds connect_timeout{15000};
  std::chrono::milliseconds timeout{60000};        // up to the end of the text
  std::chrono::milliseconds text_timeout{600000};  // then, up to the reply
};

// How long the links in mails work.
struct Links {
  std::chrono::milliseconds invitation{604'800'000};  // 1 minute … 30 days
  std::chrono::milliseconds confirmation{86'400'000};
  std::chrono::milliseconds reset{3'600'000};
};

struct Sql {
  std::filesystem::path directory = "/usr/share/provisor/sql";
};

// How long `provisor prune` leaves things alone; 0: for ever. Mails at least 32
// days.
struct Retention {
  std::chrono::days operations{0};
  std::chrono::days links{30};  // after they ended
  std::chrono::days sent_mails{90};
  std::chrono::days failed_mails{365};
};

// What `provisor check` asks from outside.
struct Site {
  std::string url;                // https://HOST[:PORT]; empty: not asked
  std::filesystem::path ca_file;  // empty: the system's authorities
};

struct Config {
  Database database;
  Pool pool;
  Passwords passwords;
  Mail mail;
  Smtp smtp;
  Links links;
  Sql sql;
  Retention retention;
  Site site;
  std::string log_level = "info";
};

struct ConfigError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// Whether the host's name or address can be no other machine's.
bool is_this_machine(const std::string& host);

// Throws ConfigError with "FILE:LINE: KEY: reason", one line for each mistake.
Config read_config(const std::filesystem::path& file);

}  // namespace provisor::config
