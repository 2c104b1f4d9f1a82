#include "keys.h"

namespace provisor::config {
namespace {

using Small = Integer<std::uint32_t>;
using Large = Integer<std::uint64_t>;

// What sockaddr_un takes, with its closing NUL.
constexpr std::size_t socket_path_most = 107;

constexpr std::int64_t shortest_link = 60'000, longest_link = 2'592'000'000;

// As sql/functions/prune.sql demands: mails count against the limits of their
// account for a month.
constexpr std::int64_t least_of_mails = 32;

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
constexpr auto smtp = of<&Config::smtp, member>;
template <auto member>
constexpr auto links = of<&Config::links, member>;
template <auto member>
constexpr auto sql = of<&Config::sql, member>;
template <auto member>
constexpr auto retention = of<&Config::retention, member>;
template <auto member>
constexpr auto site = of<&Config::site, member>;

std::string& log_level(Config& config) { return config.log_level; }

constexpr std::string_view transports[] = {"drop", "smtp"};
constexpr std::string_view securities[] = {"starttls", "tls", "none"};

// Those of base/log.h.
constexpr std::string_view log_levels[] = {"error", "warning", "notice", "info",
                                           "debug"};

// The ranges of [passwords] are those of auth/password.h and of
// operations/password_policy.h. docs/configuration.md restates this table for
// people; a test compares them.
constexpr Key keys[] = {
    {"log_level", Choice{log_level, log_levels}},

    {"database.api", Connection{database<&Database::api>}},
    {"database.mailer", Connection{database<&Database::mailer>}},
    {"database.admin", Connection{database<&Database::admin>}},
    {"database.owner", Connection{database<&Database::owner>}},
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

    {"passwords.least_characters",
     Small{passwords<&Passwords::least_characters>, 8, 64}},
    {"passwords.argon2id_memory_kib",
     Small{passwords<&Passwords::argon2id_memory_kib>, 8, 1'048'576}},
    {"passwords.argon2id_passes",
     Small{passwords<&Passwords::argon2id_passes>, 1, 20}},
    {"passwords.scrypt_log2_n",
     Small{passwords<&Passwords::scrypt_log2_n>, 1, 20}},
    {"passwords.scrypt_p", Small{passwords<&Passwords::scrypt_p>, 1, 16}},
    {"passwords.slots", Small{passwords<&Passwords::slots>, 0, 64}},
    {"passwords.wait", Milliseconds{passwords<&Passwords::wait>, 0, 300'000}},

    {"mail.transport", Choice{mail<&Mail::transport>, transports}},
    {"mail.drop_directory", Path{mail<&Mail::drop_directory>}},
    {"mail.templates", Path{mail<&Mail::templates>}},
    {"mail.brandings", Path{mail<&Mail::brandings>}},
    {"mail.from", Sender{mail<&Mail::from>}},
    {"mail.product_name", ProductName{mail<&Mail::product_name>}},
    {"mail.link_host", Text{mail<&Mail::link_host>}},
    {"mail.poll", Milliseconds{mail<&Mail::poll>, 10, 60'000}},
    {"mail.connections", Small{mail<&Mail::connections>, 1, 64}},
    {"mail.lease", Milliseconds{mail<&Mail::lease>, 1'000, 3'600'000}},
    {"mail.give_up_after",
     Milliseconds{mail<&Mail::give_up_after>, 1'000, 2'592'000'000}},

    {"smtp.host", Text{smtp<&Smtp::host>}},
    {"smtp.port", Small{smtp<&Smtp::port>, 1, 65535}},
    {"smtp.security", Choice{smtp<&Smtp::security>, securities}},
    {"smtp.credentials", Path{smtp<&Smtp::credentials>}},
    {"smtp.ca_file", Path{smtp<&Smtp::ca_file>}},
    {"smtp.ehlo_name", Text{smtp<&Smtp::ehlo_name>}},
    {"smtp.connect_timeout",
     Milliseconds{smtp<&Smtp::connect_timeout>, 100, 300'000}},
    {"smtp.timeout", Milliseconds{smtp<&Smtp::timeout>, 100, 600'000}},
    {"smtp.text_timeout",
     Milliseconds{smtp<&Smtp::text_timeout>, 100, 3'600'000}},

    {"links.invitation",
     Milliseconds{links<&Links::invitation>, shortest_link, longest_link}},
    {"links.confirmation",
     Milliseconds{links<&Links::confirmation>, shortest_link, longest_link}},
    {"links.reset",
     Milliseconds{links<&Links::reset>, shortest_link, longest_link}},

    {"sql.directory", Path{sql<&Sql::directory>}},

    {"retention.operations", Days{retention<&Retention::operations>, 1, 36500}},
    {"retention.links", Days{retention<&Retention::links>, 1, 36500}},
    {"retention.sent_mails",
     Days{retention<&Retention::sent_mails>, least_of_mails, 36500}},
    {"retention.failed_mails",
     Days{retention<&Retention::failed_mails>, least_of_mails, 36500}},

    {"site.url", Text{site<&Site::url>}},
    {"site.ca_file", Path{site<&Site::ca_file>}},
};

}  // namespace

std::span<const Key> all_keys() { return keys; }

}  // namespace provisor::config
