#include <boost/test/unit_test.hpp>

#include <cstdlib>

#include "config_file.h"

namespace provisor::config {
namespace {

using namespace std::chrono_literals;

BOOST_FIXTURE_TEST_SUITE(configuration, ConfigFile)

BOOST_AUTO_TEST_CASE(an_empty_file_gives_every_default) {
  const auto config = config_of("");

  BOOST_TEST(config.database.api == Config().database.api);
  BOOST_TEST(config.pool.threads == 192u);
  BOOST_TEST((config.pool.request_deadline == 45s));
  BOOST_TEST(config.log_level == "info");
}

BOOST_AUTO_TEST_CASE(every_key_reaches_its_own_setting) {
  const auto c = config_of(R"(
    log_level = "debug"
    [database]
    api = "host=a"
    mailer = "host=b"
    admin = "host=c"
    owner = "host=d"
    lanes = 2
    largest_set = 3
    [pool]
    socket = "/run/s"
    workers = 4
    threads = 5
    requests_per_worker = 6
    request_deadline = 700
    drain = 800
    [passwords]
    least_characters = 16
    argon2id_memory_kib = 9
    argon2id_passes = 10
    scrypt_log2_n = 11
    scrypt_p = 12
    slots = 13
    wait = 1400
    [mail]
    drop_directory = "/var/m"
    from = "shop@example.com"
    product_name = "Shop"
    link_host = "shop.example.com"
    poll = 150
    [links]
    invitation = 170000
    confirmation = 180000
    reset = 160000
    [sql]
    directory = "/srv/sql"
    [retention]
    operations = 14
    links = 15
    sent_mails = 36
    failed_mails = 37
    [site]
    url = "https://api.example.com"
    ca_file = "/etc/ca.pem"
  )");

  BOOST_TEST(c.log_level == "debug");
  BOOST_TEST(c.database.api == "host=a");
  BOOST_TEST(c.database.mailer == "host=b");
  BOOST_TEST(c.database.admin == "host=c");
  BOOST_TEST(c.database.owner == "host=d");
  BOOST_TEST(c.database.lanes == 2u);
  BOOST_TEST(c.database.largest_set == 3u);
  BOOST_TEST(c.pool.socket == "/run/s");
  BOOST_TEST(c.pool.workers == 4u);
  BOOST_TEST(c.pool.threads == 5u);
  BOOST_TEST(c.pool.requests_per_worker == 6u);
  BOOST_TEST((c.pool.request_deadline == 700ms));
  BOOST_TEST((c.pool.drain == 800ms));
  BOOST_TEST(c.passwords.least_characters == 16u);
  BOOST_TEST(c.passwords.argon2id_memory_kib == 9u);
  BOOST_TEST(c.passwords.argon2id_passes == 10u);
  BOOST_TEST(c.passwords.scrypt_log2_n == 11u);
  BOOST_TEST(c.passwords.scrypt_p == 12u);
  BOOST_TEST(c.passwords.slots == 13u);
  BOOST_TEST((c.passwords.wait == 1400ms));
  BOOST_TEST((c.links.invitation == 170s));
  BOOST_TEST((c.links.confirmation == 180s));
  BOOST_TEST((c.links.reset == 160s));
  BOOST_TEST(c.mail.drop_directory == "/var/m");
  BOOST_TEST(c.mail.from == "shop@example.com");
  BOOST_TEST(c.mail.product_name == "Shop");
  BOOST_TEST(c.mail.link_host == "shop.example.com");
  BOOST_TEST((c.mail.poll == 150ms));
  BOOST_TEST(c.sql.directory == "/srv/sql");
  BOOST_TEST(c.retention.operations.count() == 14);
  BOOST_TEST(c.retention.links.count() == 15);
  BOOST_TEST(c.retention.sent_mails.count() == 36);
  BOOST_TEST(c.retention.failed_mails.count() == 37);
  BOOST_TEST(c.site.url == "https://api.example.com");
  BOOST_TEST(c.site.ca_file == "/etc/ca.pem");
}

BOOST_AUTO_TEST_CASE(an_unknown_key_is_named_with_its_line) {
  BOOST_TEST(error_of("\n[pool]\nthread = 3\n") ==
             "3: pool.thread: there is no such key");
  BOOST_TEST(error_of("loglevel = \"info\"") ==
             "1: loglevel: there is no such key");
  BOOST_TEST(error_of("[pools]\nthreads = 3\n") ==
             "1: pools: there is no such key");
  BOOST_TEST(error_of("[pool.threads.of]\nall = 3\n")
                 .starts_with("1: pool.threads: must be an integer"));
}

BOOST_AUTO_TEST_CASE(a_value_where_a_section_belongs_is_an_error) {
  BOOST_TEST(error_of("pool = 3") == "1: pool: is a section: write [pool]");
  BOOST_TEST(error_of("[[pool]]\nthreads = 3")
                 .ends_with("pool: is a section: write [pool]"));
}

BOOST_AUTO_TEST_CASE(a_section_where_a_value_belongs_is_an_error) {
  BOOST_TEST(error_of("[log_level]").starts_with("1: log_level: must be"));
}

BOOST_AUTO_TEST_CASE(a_wrong_type_is_an_error) {
  const std::string range = "must be an integer from 1 to 512";
  BOOST_TEST(error_of("[pool]\nthreads = \"3\"") ==
             "2: pool.threads: " + range);
  BOOST_TEST(error_of("[pool]\nthreads = 3.0") == "2: pool.threads: " + range);
  BOOST_TEST(error_of("[pool]\nthreads = true") == "2: pool.threads: " + range);
  BOOST_TEST(error_of("[mail]\nlink_host = 3") ==
             "2: mail.link_host: must be a text in quotes, without control "
             "characters");
}

BOOST_AUTO_TEST_CASE(a_number_is_taken_up_to_both_ends_of_its_range) {
  BOOST_TEST(config_of("[pool]\nthreads = 1").pool.threads == 1u);
  BOOST_TEST(config_of("[pool]\nthreads = 512").pool.threads == 512u);

  BOOST_TEST(error_of("[pool]\nthreads = 0").starts_with("2: pool.threads: "));
  BOOST_TEST(
      error_of("[pool]\nthreads = 513").starts_with("2: pool.threads: "));
  BOOST_TEST(error_of("[pool]\nthreads = 4294967297")
                 .starts_with("2: pool.threads: "));
  BOOST_TEST(error_of("[pool]\nworkers = -1") ==
             "2: pool.workers: must be an integer from 0 to 64");
}

BOOST_AUTO_TEST_CASE(the_error_of_a_duration_says_its_unit) {
  BOOST_TEST(error_of("[pool]\nrequest_deadline = 99") ==
             "2: pool.request_deadline: must be an integer from 100 to 300000 "
             "(milliseconds)");
  BOOST_TEST(
      error_of("[retention]\nlinks = -1") ==
      "2: retention.links: must be an integer from 1 to 36500 (days), or 0");
}

BOOST_AUTO_TEST_CASE(mails_are_kept_for_a_month_or_for_ever) {
  for (const std::string key : {"sent_mails", "failed_mails"}) {
    BOOST_TEST(error_of("[retention]\n" + key + " = 31") ==
               "2: retention." + key +
                   ": must be an integer from 32 to 36500 (days), or 0");
    BOOST_TEST(error_of("[retention]\n" + key + " = 32") == "no error");
    BOOST_TEST(error_of("[retention]\n" + key + " = 0") == "no error");
  }
  BOOST_TEST(config_of("[retention]\nlinks = 0").retention.links.count() == 0);
}

BOOST_AUTO_TEST_CASE(credentials_in_the_clear_are_for_this_machine_only) {
  const std::string open =
      "[mail]\ntransport = \"smtp\"\n[smtp]\nsecurity = \"none\"\n";
  const std::string credentials = "credentials = \"/etc/c\"\n";
  const std::string elsewhere = "host = \"smtp.example.net\"\n";
  const std::string problem =
      "4: smtp.security: \"none\" would send the credentials in the clear";

  BOOST_TEST(error_of(open + credentials + elsewhere) == problem);
  BOOST_TEST(error_of(open + elsewhere) == "no error");
  for (const std::string host : {"localhost", "127.0.0.2", "::1"})
    BOOST_TEST(error_of(open + credentials + "host = \"" + host + "\"") ==
               "no error");
}

BOOST_AUTO_TEST_CASE(a_relative_or_over_long_path_is_an_error) {
  BOOST_TEST(error_of("[sql]\ndirectory = \"sql\"") ==
             "2: sql.directory: must be an absolute path of at most 4095 "
             "bytes, in quotes");
  const auto socket = [](std::size_t bytes) {
    return "[pool]\nsocket = \"/" + std::string(bytes - 1, 's') + "\"";
  };
  BOOST_TEST(config_of(socket(107)).pool.socket.string().size() == 107u);
  BOOST_TEST(error_of(socket(108)).starts_with("2: pool.socket: "));
}

BOOST_AUTO_TEST_CASE(an_empty_text_or_a_control_character_is_an_error) {
  for (const char* value : {"", "a\\nb", "a\\u0000"})
    BOOST_TEST(error_of("[smtp]\nhost = \"" + std::string(value) + "\"")
                   .starts_with("2: smtp.host: "));
}

BOOST_AUTO_TEST_CASE(a_sender_that_is_no_address_is_an_error) {
  for (const char* value :
       {"", "Shop <shop@example.com>", "shop", "@example.com", "shop@",
        "a@example.com, b@example.com", "café@example.com", "a@b\\n"})
    BOOST_TEST(error_of("[mail]\nfrom = \"" + std::string(value) + "\"") ==
               "2: mail.from: must be a mail address as "
               "\"name@example.com\", in ASCII");
}

BOOST_AUTO_TEST_CASE(a_product_name_that_hides_or_turns_is_an_error) {
  for (const char* value : {"", "   ", "a\\nb", "Shop\\u202Egpj"})
    BOOST_TEST(
        error_of("[mail]\nproduct_name = \"" + std::string(value) + "\"") ==
        "2: mail.product_name: must be a text of one line that can be seen, "
        "without marks that turn the direction of writing");
}

BOOST_AUTO_TEST_CASE(an_unknown_log_level_is_an_error) {
  BOOST_TEST(error_of("log_level = \"loud\"").starts_with("1: log_level: "));
}

BOOST_AUTO_TEST_CASE(what_is_no_toml_is_named_with_its_line) {
  BOOST_TEST(error_of("[pool]\nthreads 3\n").starts_with("2: "));
  BOOST_TEST(error_of("[pool]\nthreads = 3\nthreads = 4\n").starts_with("3: "));
  BOOST_TEST(error_of("log_level = \"\xff\"").starts_with("1: "));
}

BOOST_AUTO_TEST_CASE(no_error_shows_a_value) {
  const std::string secret = "hunter2";
  for (const auto& text : {"[database]\napi = \"password=" + secret + "\\n\"",
                           "[database]\napi = password=" + secret,
                           "[database]\napi = \"password=" + secret,
                           "[database]\napi = [\"password=" + secret + "\"]",
                           "[database]\napi = 'password=" + secret + "' x"}) {
    BOOST_TEST_CONTEXT(error_of(text))
    BOOST_TEST(error_of(text).find(secret) == std::string::npos);
  }
}

BOOST_AUTO_TEST_CASE(a_file_that_cannot_be_read_is_an_error) {
  BOOST_CHECK_THROW(read_config("/nonexistent/provisor.toml"), ConfigError);
  BOOST_CHECK_THROW(read_config("/"), ConfigError);
}

BOOST_AUTO_TEST_CASE(every_mistake_is_named_in_the_order_of_lines) {
  BOOST_TEST(error_of("[pool]\nworkers = 65\nthread = 1\n[mail]\npoll = 1\n")
                 .starts_with("2: pool.workers: "));
  const auto all = error_of("[pool]\nworkers = 65\n[mail]\npoll = 1\n");
  BOOST_TEST(all.find(path.string() + ":4: mail.poll: ") != all.npos);
}

BOOST_AUTO_TEST_CASE(a_password_in_a_connection_string_is_an_error) {
  for (const char* text :
       {"dbname=x password=y", "password = y", "host=a sslpassword=y",
        "postgresql://u:y@h/x", "postgres://:y@h",
        "postgresql://h/x?password=y", "postgresql://h/x?a=b&password=y"})
    BOOST_TEST(error_of(std::string("[database]\napi = \"") + text + "\"") ==
               "2: database.api: must not hold a password: name a file with "
               "passfile=");
  for (const char* text :
       {"dbname=x passfile=/etc/p", "postgresql://u@h:5432/x",
        "postgresql://[::1]:5432/x", "postgresql://h/x?passfile=/etc/p@q",
        "dbname=password", "no_password=1"})
    BOOST_TEST(config_of(std::string("[database]\napi = \"") + text + "\"")
                   .database.api == text);
}

BOOST_AUTO_TEST_CASE(credentials_are_found_where_systemd_puts_them) {
  const std::string text =
      "[database]\napi = \"passfile=$CREDENTIALS_DIRECTORY/p\"\n"
      "[mail]\ndrop_directory = \"$CREDENTIALS_DIRECTORY/d\"\n";
  unsetenv("CREDENTIALS_DIRECTORY");
  BOOST_TEST(config_of(text).database.api ==
             "passfile=$CREDENTIALS_DIRECTORY/p");

  setenv("CREDENTIALS_DIRECTORY", "/run/credentials/a.service", 1);
  const auto config = config_of(text);
  unsetenv("CREDENTIALS_DIRECTORY");

  BOOST_TEST(config.database.api == "passfile=/run/credentials/a.service/p");
  BOOST_TEST(config.mail.drop_directory == "/run/credentials/a.service/d");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace provisor::config
