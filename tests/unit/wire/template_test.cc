#include "provisor/wire/template.h"

#include <stdexcept>

#include <boost/test/unit_test.hpp>

using provisor::wire::rendered;

BOOST_AUTO_TEST_SUITE(wire_template)

BOOST_AUTO_TEST_CASE(what_people_wrote_becomes_no_markup) {
  BOOST_TEST(
      rendered("<p>{{name}}</p>", {{"name", "<b>\"O'Neil\" & Co</b>"}}) ==
      "<p>&lt;b&gt;&quot;O&apos;Neil&quot; &amp; Co&lt;/b&gt;</p>");
}

BOOST_AUTO_TEST_CASE(a_template_in_a_fact_is_text) {
  BOOST_TEST(rendered("{{a}}", {{"a", "{{b}}"}, {"b", "secret"}}) == "{{b}}");
}

BOOST_AUTO_TEST_CASE(a_part_is_there_when_its_fact_is) {
  constexpr char text[] = "{{#problem}}<i>{{problem}}</i>{{/problem}}.";

  BOOST_TEST(rendered(text, {{"problem", "late"}}) == "<i>late</i>.");
  BOOST_TEST(rendered(text, {{"problem", ""}}) == ".");
  BOOST_TEST(rendered(text, {}) == ".");
}

BOOST_AUTO_TEST_CASE(a_template_that_is_none_is_a_bug) {
  BOOST_CHECK_THROW(rendered("{{#a}}", {}), std::logic_error);
}

BOOST_AUTO_TEST_SUITE_END()
