#include "operations/timezones.h"

#include <algorithm>

#include <boost/test/unit_test.hpp>

#include "fake_sign_ups.h"
#include "provisor/operations/get_timezone_list.h"

BOOST_FIXTURE_TEST_SUITE(operations_get_timezone_list, provisor::FakeHouse)

using namespace provisor;

BOOST_AUTO_TEST_CASE(the_list_is_sorted_and_holds_no_name_twice) {
  const auto names = *operations::get_timezone_list(context());

  BOOST_TEST(names.size() > 400u);
  BOOST_TEST(std::is_sorted(names.begin(), names.end()));
  BOOST_TEST((std::adjacent_find(names.begin(), names.end()) == names.end()));
}

BOOST_AUTO_TEST_CASE(the_list_is_that_of_the_machine_s_tz_database) {
  for (const char* name : {"America/Ciudad_Juarez", "Australia/Brisbane",
                           "Asia/Calcutta", "Asia/Kolkata", "UTC"})
    BOOST_TEST(operations::is_timezone(name), name);
  for (const char* name : {"US/Pacific-New", "Canada/East-Saskatchewan",
                           "SystemV/PST8", "Etc/Unknown", "EST", "Factory"})
    BOOST_TEST(!operations::is_timezone(name), name);
}

BOOST_AUTO_TEST_CASE(every_name_of_the_list_is_taken_by_add_account) {
  const auto names = *operations::get_timezone_list(context());

  for (const auto& name : names)
    BOOST_TEST(operations::is_timezone(name), name);
}

BOOST_AUTO_TEST_CASE(the_key_is_checked) {
  sign_ups.caller_refused = Refused{Refusal::key_invalid};

  const auto outcome = operations::get_timezone_list(context());

  BOOST_TEST((outcome.refusal() == Refusal::key_invalid));
}

BOOST_AUTO_TEST_SUITE_END()
