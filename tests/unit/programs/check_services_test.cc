#include <fmt/format.h>

#include <boost/test/unit_test.hpp>

#include "programs/provisor/findings.h"

using namespace provisor::command;
using std::chrono_literals::operator""s;

namespace {

std::string shown(const std::string& unit, const std::string& state,
                  const std::string& more = "UnitFileState=enabled") {
  return fmt::format("Result=success\nId={}\nLoadState=loaded\n{}\n{}", unit,
                     state, more);
}

Finding found_of(const std::string& properties,
                 std::chrono::microseconds now = 1000s) {
  const auto found = findings_of_units({properties}, now);
  BOOST_TEST_REQUIRE(found.size() == 1);
  return found[0];
}

bool is(Level level, const Finding& found) { return found.level == level; }

constexpr char mailer[] = "provisor-mailer.service";
constexpr char running[] = "ActiveState=active\nSubState=running";

}  // namespace

BOOST_AUTO_TEST_SUITE(check_services)

BOOST_AUTO_TEST_CASE(a_unit_that_runs_is_ok) {
  BOOST_TEST(is(Level::ok, found_of(shown(mailer, running))));
  BOOST_TEST(is(Level::ok, found_of(shown("provisor-prune.timer",
                                          "ActiveState=active\n"
                                          "SubState=waiting"))));
}

BOOST_AUTO_TEST_CASE(a_unit_that_is_stopped_is_an_error) {
  const auto found =
      found_of(shown(mailer, "ActiveState=inactive\nSubState=dead"));

  BOOST_TEST(is(Level::error, found));
  BOOST_TEST(found.what == "service");
  BOOST_TEST(found.text == "provisor-mailer.service is stopped.");
  BOOST_TEST(found.remedy == "systemctl start provisor-mailer.service");
}

BOOST_AUTO_TEST_CASE(a_timer_that_is_stopped_is_a_warning) {
  const auto found = found_of(
      shown("provisor-prune.timer", "ActiveState=inactive\nSubState=dead"));

  BOOST_TEST(is(Level::warning, found));
  BOOST_TEST(found.what == "prune");
}

BOOST_AUTO_TEST_CASE(a_unit_that_was_disabled_is_a_warning) {
  const auto found = found_of(shown(
      mailer, "ActiveState=inactive\nSubState=dead", "UnitFileState=disabled"));

  BOOST_TEST(is(Level::warning, found));
  BOOST_TEST(found.remedy == "systemctl enable --now provisor-mailer.service");
  BOOST_TEST(is(Level::warning,
                found_of(shown(mailer, running, "UnitFileState=disabled"))));
}

BOOST_AUTO_TEST_CASE(a_unit_that_was_masked_is_unmasked_first) {
  const auto found = found_of(
      "Id=provisor-mailer.service\nLoadState=masked\nActiveState=inactive\n"
      "UnitFileState=masked");

  BOOST_TEST(is(Level::warning, found));
  BOOST_TEST(
      found.remedy.starts_with("systemctl unmask provisor-mailer.service; "));
}

BOOST_AUTO_TEST_CASE(a_unit_that_failed_is_named_with_its_result) {
  const auto found = found_of(
      "Id=provisor-mailer.service\nLoadState=loaded\nActiveState=failed\n"
      "Result=exit-code\nUnitFileState=enabled");

  BOOST_TEST(is(Level::error, found));
  BOOST_TEST(found.text == "provisor-mailer.service has failed: exit-code.");
  BOOST_TEST(found.remedy ==
             "systemctl status provisor-mailer.service; journalctl -u "
             "provisor-mailer.service");
}

BOOST_AUTO_TEST_CASE(a_unit_that_does_not_stay_up_is_an_error) {
  for (const char* state :
       {"ActiveState=activating\nSubState=auto-restart",
        "ActiveState=activating\nSubState=auto-restart-queued",
        "ActiveState=activating\nSubState=start-pre"}) {
    const auto found =
        found_of(shown(mailer, state, "UnitFileState=enabled\nNRestarts=3"));

    BOOST_TEST(is(Level::error, found));
    BOOST_TEST(found.text.find("again and again") != std::string::npos);
  }
}

BOOST_AUTO_TEST_CASE(a_unit_that_starts_for_the_first_time_is_ok) {
  BOOST_TEST(is(Level::ok, found_of(shown(mailer,
                                          "ActiveState=activating\n"
                                          "SubState=start",
                                          "UnitFileState=enabled\n"
                                          "NRestarts=0"))));
}

// In between it runs for a moment.
BOOST_AUTO_TEST_CASE(a_unit_that_was_started_again_lately_is_a_warning) {
  const auto properties = shown(mailer, running,
                                "UnitFileState=enabled\nNRestarts=1\n"
                                "ActiveEnterTimestampMonotonic=1000000000");

  BOOST_TEST(is(Level::warning, found_of(properties, 1010s)));
  BOOST_TEST(is(Level::ok, found_of(properties, 1061s)));
}

BOOST_AUTO_TEST_CASE(a_prune_that_failed_is_a_warning) {
  const auto found =
      found_of("Result=exit-code\nId=provisor-prune.service\nLoadState=loaded");

  BOOST_TEST(is(Level::warning, found));
  BOOST_TEST(found.text ==
             "provisor-prune.service failed when it ran last: exit-code.");
  BOOST_TEST(found.remedy.starts_with("journalctl -u provisor-prune.service;"));
}

BOOST_AUTO_TEST_CASE(a_prune_that_ended_well_is_ok) {
  BOOST_TEST(is(Level::ok, found_of(shown("provisor-prune.service",
                                          "ActiveState=inactive", ""))));
}

BOOST_AUTO_TEST_CASE(nothing_is_said_where_there_is_no_such_unit) {
  BOOST_TEST(findings_of_units({"Id=provisor-mailer.service\n"
                                "LoadState=not-found\nActiveState=inactive"},
                               1s)
                 .empty());
  BOOST_TEST(findings_of_units({"systemctl cannot be run: …"}, 1s).empty());
}

BOOST_AUTO_TEST_SUITE_END()
