#include "provisor/store/migrations.h"

#include <future>

#include <boost/test/unit_test.hpp>

#include "provisor/store/fault.h"
#include "tests/support/copied_files.h"

namespace provisor::tests {
namespace {

namespace fs = std::filesystem;
using store::migrate;
using store::MigrationError;

struct Fixture : EmptyDatabase, CopiedFiles {
  long migrations_recorded() {
    return number("select count(*) from provisor.migration");
  }
  // The text of the error that migrating ends with.
  std::string failure() {
    try {
      migrate(connection(), directory);
      return "";
    } catch (const MigrationError& error) {
      return error.what();
    }
  }
};

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

BOOST_FIXTURE_TEST_SUITE(migrations, Fixture)

BOOST_AUTO_TEST_CASE(applies_every_file_once) {
  const auto first = migrate(connection(), directory);
  const auto second = migrate(connection(), directory);

  BOOST_TEST(first.applied.size() > 0);
  BOOST_TEST(second.applied.size() == 0);
  BOOST_TEST(migrations_recorded() == static_cast<long>(first.applied.size()));
  BOOST_TEST(value("select api.schema_version()") == first.schema_version);
}

BOOST_AUTO_TEST_CASE(does_no_harm_when_run_several_times_at_once) {
  std::vector<std::future<std::size_t>> runs;
  for (int i = 0; i < 4; ++i)
    runs.push_back(std::async(std::launch::async, [&] {
      return migrate(connection(), directory).applied.size();
    }));

  std::size_t applied = 0;
  for (auto& run : runs) applied += run.get();

  BOOST_TEST(migrations_recorded() == static_cast<long>(applied));
}

BOOST_AUTO_TEST_CASE(refuses_a_database_newer_than_its_files) {
  migrate(connection(), directory);
  run("insert into provisor.migration (number, name) values (999, 'new.sql')");

  BOOST_TEST(contains(failure(), "newer"));
}

BOOST_AUTO_TEST_CASE(refuses_a_file_in_the_place_of_another) {
  migrate(connection(), directory);
  run("update provisor.migration set name = '0001_other.sql' where number = 1");

  BOOST_TEST(contains(failure(), "0001_other.sql"));
}

BOOST_AUTO_TEST_CASE(names_the_file_that_fails_and_keeps_nothing_of_it) {
  write("migrations/9001_good.sql", "create table provisor.good ();");
  write("migrations/9002_bad.sql",
        "create table provisor.half (); select 1/0;");

  BOOST_TEST(contains(failure(), "9002_bad.sql"));
  BOOST_TEST(value("select to_regclass('provisor.good')") == "provisor.good");
  BOOST_TEST(value("select to_regclass('provisor.half')") == "");
  BOOST_TEST(value("select max(number) from provisor.migration") == "9001");
}

BOOST_AUTO_TEST_CASE(replaces_all_functions_or_none) {
  migrate(connection(), directory);
  write("functions/schema_version.sql",
        "create or replace function api.schema_version() returns text "
        "language sql as $$ select 'spoilt' $$;");
  write("functions/zz_bad.sql", "create function nonsense");

  BOOST_TEST(contains(failure(), "zz_bad.sql"));
  BOOST_TEST(value("select api.schema_version()") != "spoilt");
}

// As an operator may who got the schema's owner, but no more.
BOOST_AUTO_TEST_CASE(names_the_settings_that_only_a_superuser_may_make) {
  migrate(connection(), directory);
  run("create role migrates_in_test login; "
      "grant provisor_owner to migrates_in_test; "
      "alter role provisor_mailer reset log_error_verbosity");

  const auto limited = migrate(connection("migrates_in_test"), directory);
  const auto full = migrate(connection(), directory);

  run("drop role migrates_in_test");
  BOOST_TEST(limited.missing_settings ==
             std::vector<std::string>({"alter role provisor_mailer set "
                                       "log_error_verbosity = 'terse';"}));
  BOOST_TEST(full.missing_settings.empty());
}

BOOST_AUTO_TEST_CASE(tells_a_database_that_is_away_from_one_that_refuses) {
  BOOST_CHECK_THROW(migrate("host=/nowhere", directory), store::Away);
}

BOOST_AUTO_TEST_CASE(says_what_is_wrong_with_a_name) {
  write("migrations/nonumber.sql", "select 1;");

  BOOST_TEST(contains(failure(), "nonumber.sql"));
}

BOOST_AUTO_TEST_CASE(says_when_the_files_are_not_there) {
  directory /= "nowhere";

  BOOST_TEST(contains(failure(), "nowhere"));
  directory = directory.parent_path();
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace provisor::tests
