#include "provisor/operations/password_policy.h"

#include <boost/test/unit_test.hpp>

namespace {

using namespace provisor;

struct John {
  std::vector<std::string> about = {"johndoe", "John", "Döe",
                                    "johndoe@mail.example.com",
                                    "Brisbane Plumbing Supplies"};
  operations::PasswordPolicy policy;

  Outcome<Secret> chosen(const std::string& password) const {
    return operations::acceptable_password(Secret(password), about, policy);
  }
  void expect_weak(const std::string& password, std::string_view reason) const {
    BOOST_TEST_CONTEXT(password) {
      const auto outcome = chosen(password);
      BOOST_TEST_REQUIRE(!outcome);
      BOOST_TEST((outcome.refusal() == Refusal::password_too_weak));
      BOOST_TEST(outcome.refused().field == "password");
      BOOST_TEST(outcome.refused().detail.starts_with(reason),
                 outcome.refused().detail);
    }
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(password_policy, John)

BOOST_AUTO_TEST_CASE(what_nobody_guesses_is_taken) {
  for (const auto* password :
       {"MnfkjH32k34089dkjg9t", "correct horse battery staple",
        "wobbling tractor lemon", "zkvbqmwpxhtr", "ключ от старой двери"})
    BOOST_TEST(bool(chosen(password)), password);
}

BOOST_AUTO_TEST_CASE(eleven_characters_are_too_few_and_twelve_are_enough) {
  expect_weak("zkvbqmwpxht", "At least 12 characters are needed.");
  BOOST_TEST(bool(chosen("zkvbqmwpxhtr")));
}

BOOST_AUTO_TEST_CASE(characters_are_counted_not_bytes) {
  expect_weak("жзклмнпр", "At least 12 characters");
}

BOOST_AUTO_TEST_CASE(the_operator_says_how_many_characters_are_needed) {
  policy.least_characters = 13;

  expect_weak("zkvbqmwpxhtr", "At least 13 characters are needed.");
}

BOOST_AUTO_TEST_CASE(case_and_what_parts_words_make_nothing_hard_to_guess) {
  about = {"mike", "Mike", "Müller", "Иванова", "Company Test Account"};

  for (const auto* password :
       {"Mike Müller Mike", "mike_company_test", "MÜLLERMÜLLER",
        "ИВАНОВАИВАНОВА", "Mike Company Test Account"})
    expect_weak(password, "It is");
  BOOST_TEST(bool(chosen("another one for the road")));
}

BOOST_AUTO_TEST_CASE(what_attackers_try_first_is_refused_with_its_reason) {
  expect_weak("password1234", "It is made of common words or passwords.");
  expect_weak("aaaaaaaaaaaaaaaa", "It is made of");
  expect_weak("abcdefghijklmnop", "It is made of repetitions");
}

BOOST_AUTO_TEST_CASE(a_word_gains_nothing_by_repetition) {
  for (const auto* password :
       {"qwerty qwerty qwerty qwerty", "password password password",
        "sunshineSunshineSunshine", "zxq-zxq-zxq-zxq"})
    expect_weak(password, "It is");
  BOOST_TEST(bool(chosen("mossy kettle orbits mossy kettle orbits")));
}

BOOST_AUTO_TEST_CASE(what_is_known_of_the_person_is_refused) {
  for (const auto* password :
       {"johndoejohndoe", "BrisbanePlumbing", "plumbing supplies",
        "JohnDoe1234!", "johndoe@mail.example.com"})
    expect_weak(password, "It is");
  expect_weak("brisbaneplumbing", "It is made of the names or addresses");
}

BOOST_AUTO_TEST_CASE(a_personal_word_among_others_does_no_harm) {
  BOOST_TEST(bool(chosen("john likes wobbling tractors")));
}

BOOST_AUTO_TEST_CASE(one_password_typed_in_two_ways_is_one) {
  const auto composed = chosen("caf\u00e9 wobbling tractor");
  const auto combined = chosen("cafe\u0301 wobbling tractor");

  BOOST_TEST_REQUIRE((composed && combined));
  BOOST_TEST((*composed == *combined));
}

BOOST_AUTO_TEST_CASE(up_to_1024_bytes_are_taken) {
  std::string password = "wobbling tractor lemon ";
  while (password.size() < 1024)
    password += static_cast<char>('!' + password.size() * password.size() % 89);

  BOOST_TEST(bool(chosen(password)));
  BOOST_TEST(
      (chosen(password + "x").refusal() == Refusal::parameter_malformed));
}

BOOST_AUTO_TEST_CASE(no_part_of_a_password_is_lost_behind_a_nul) {
  const auto outcome = chosen(std::string("wobbling tractor\0 lemon", 23));

  BOOST_TEST((outcome.refusal() == Refusal::parameter_malformed));
}

BOOST_AUTO_TEST_CASE(bytes_that_are_no_text_are_refused) {
  BOOST_TEST((chosen("wobbling \xff tractor").refusal() ==
              Refusal::parameter_malformed));
}

BOOST_AUTO_TEST_SUITE_END()
