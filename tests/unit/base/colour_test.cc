#include <boost/test/unit_test.hpp>

#include "provisor/base/colour.h"

namespace provisor {
namespace {

BOOST_AUTO_TEST_SUITE(colour)

BOOST_AUTO_TEST_CASE(text_is_white_where_that_can_be_read) {
  for (const auto* dark : {"#000000", "#1f5fa8", "#0b6b3A", "#767676"})
    BOOST_TEST(text_colour_on(dark) == "#ffffff");
}

BOOST_AUTO_TEST_CASE(text_is_dark_on_light_colours) {
  for (const auto* light : {"#ffffff", "#FFD24d", "#777777", "#00ff00"})
    BOOST_TEST(text_colour_on(light) == "#1c2733");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace provisor
