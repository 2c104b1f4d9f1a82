#include "keys.h"

namespace provisor::config {
namespace {

using Small = Integer<std::uint32_t>;
using Large = Integer<std::uint64_t>;

// What sockaddr_un takes, with its closing NUL.
constexpr std::size_t socket_path_most = 107;

template <auto section, auto member>
auto& of(Config& config) {
  return config.*section.*member;
}
template <auto member>
constexpr auto database = of<&Config::database, member>;
template <auto member>
constexpr auto pool = of<&Config::pool, member>;
template <auto member>
constexpr auto passwords = of<&Config::passwords, member>;
template <auto member>
constexpr auto mail = of<&Config::mail, member>;
template <auto member>
constexpr auto sql = of<&Config::sql, member>;

std::string& log_level(Config& config) { return config.log_level; }

// The ranges of [passwords] are those of auth/password.h; docs/configuration.md
// restates this table for people.
constexpr Key keys[] = {
    {"log_level", LogLevel{log_level}},

    {"database.api", Text{database<&Database::api>}},
    {"database.mailer", Text{database<&Database::mailer>}},
    {"database.admin", Text{database<&Database::admin>}},
    {"database.owner", Text{database<&Database::owner>}},
    {"database.lanes", Small{database<&Database::lanes>, 1, 16}},
    {"database.largest_set", Small{database<&Database::largest_set>, 1, 256}},

    {"pool.socket", Path{pool<&Pool::socket>, socket_path_most}},
    {"pool.workers", Small{pool<&Pool::workers>, 0, 64}},
    {"pool.threads", Small{pool<&Pool::threads>, 1, 512}},
    {"pool.requests_per_worker",
     Large{pool<&Pool::requests_per_worker>, 0, 1'000'000'000'000}},
    {"pool.request_deadline",
     Milliseconds{pool<&Pool::request_deadline>, 100, 300'000}},
    {"pool.drain", Milliseconds{pool<&Pool::drain>, 0, 300'000}},

    {"passwords.argon2id_memory_kib",
     Small{passwords<&Passwords::argon2id_memory_kib>, 8, 1'048'576}},
    {"passwords.argon2id_passes",
     Small{passwords<&Passwords::argon2id_passes>, 1, 20}},
    {"passwords.scrypt_log2_n",
     Small{passwords<&Passwords::scrypt_log2_n>, 1, 20}},
    {"passwords.scrypt_p", Small{passwords<&Passwords::scrypt_p>, 1, 16}},
    {"passwords.slots", Small{passwords<&Passwords::slots>, 0, 64}},
    {"passwords.wait", Milliseconds{passwords<&Passwords::wait>, 0, 300'000}},

    {"mail.drop_directory", Path{mail<&Mail::drop_directory>}},
    {"mail.from", Text{mail<&Mail::from>}},
    {"mail.product_name", Text{mail<&Mail::product_name>}},
    {"mail.link_host", Text{mail<&Mail::link_host>}},
    {"mail.poll", Milliseconds{mail<&Mail::poll>, 10, 60'000}},

    {"sql.directory", Path{sql<&Sql::directory>}},
};

}  // namespace

std::span<const Key> all_keys() { return keys; }

}  // namespace provisor::config
