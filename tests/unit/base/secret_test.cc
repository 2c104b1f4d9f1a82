#include <boost/test/unit_test.hpp>

#include <array>
#include <memory>
#include <new>
#include <utility>

#include "provisor/base/secret.h"

namespace provisor {
namespace {

const std::string short_text = "geheimnis";  // fits into the string itself
const std::string long_text(100, 's');

// A place for one Secret whose bytes can be looked at when it is gone.
struct Place {
  alignas(Secret) std::array<unsigned char, sizeof(Secret)> bytes{};

  Secret* hold(Secret&& secret) {
    return new (bytes.data()) Secret(std::move(secret));
  }
  // Seen through a volatile pointer, so that no store to it can be left out.
  bool shows(const std::string& text) const {
    std::string seen;
    const volatile unsigned char* at = bytes.data();
    for (std::size_t i = 0; i < bytes.size(); ++i)
      seen += static_cast<char>(at[i]);
    return seen.find(text) != std::string::npos;
  }
};

template <class T>
concept Printable = requires(std::ostream& out, const T& value) {
  out << value;
};
static_assert(!Printable<Secret>);
static_assert(Printable<std::string>);

BOOST_AUTO_TEST_SUITE(secrets)

BOOST_AUTO_TEST_CASE(equals_a_secret_of_the_same_text_only) {
  const Secret secret("correct horse");

  BOOST_TEST((secret == Secret("correct horse")));
  BOOST_TEST(!(secret == Secret("correct horsf")));
  BOOST_TEST(!(secret == Secret("xorrect horse")));
  BOOST_TEST(!(secret == Secret("correct horse ")));
  BOOST_TEST((Secret() == Secret("")));
}

BOOST_AUTO_TEST_CASE(a_copy_is_independent) {
  Secret first(long_text);

  Secret second = first;
  first = Secret("other");

  BOOST_TEST(second.reveal() == long_text);
  BOOST_TEST(first.reveal() == "other");
}

BOOST_AUTO_TEST_CASE(survives_assignment_to_itself) {
  Secret secret(short_text);
  auto& same = secret;

  secret = same;
  BOOST_TEST(secret.reveal() == short_text);

  secret = std::move(same);
  BOOST_TEST(secret.reveal() == short_text);
}

BOOST_AUTO_TEST_CASE(a_moved_from_secret_holds_nothing) {
  Place place;
  Secret* from = place.hold(Secret(short_text));
  BOOST_TEST_REQUIRE(place.shows(short_text));

  const Secret to = std::move(*from);

  BOOST_TEST(to.reveal() == short_text);
  BOOST_TEST(from->empty());
  BOOST_TEST(!place.shows(short_text));
  std::destroy_at(from);
}

BOOST_AUTO_TEST_CASE(an_assigned_over_secret_forgets_the_longer_text) {
  Place place;
  Secret* secret = place.hold(Secret(short_text));

  *secret = Secret("x");

  BOOST_TEST(!place.shows(short_text.substr(1)));
  BOOST_TEST(secret->reveal() == "x");
  std::destroy_at(secret);
}

BOOST_AUTO_TEST_CASE(a_text_in_the_object_is_wiped_when_it_ends) {
  Place place;
  Secret* secret = place.hold(Secret(short_text));
  BOOST_TEST_REQUIRE(place.shows(short_text));

  std::destroy_at(secret);

  BOOST_TEST(!place.shows(short_text));
}

BOOST_AUTO_TEST_CASE(a_text_on_the_heap_is_wiped_before_it_is_replaced) {
  Secret secret(long_text);
  const volatile char* heap = secret.reveal().data();

  // Shorter, so the same memory is used again.
  secret = std::as_const(*std::make_unique<Secret>("tiny"));

  BOOST_TEST((const_cast<const char*>(heap) == secret.reveal().data()));
  BOOST_TEST(heap[4] == '\0');
  BOOST_TEST(heap[50] == '\0');
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace provisor
