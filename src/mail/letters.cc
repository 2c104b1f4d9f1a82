#include "provisor/mail/letters.h"

#include <fmt/format.h>

#include <array>
#include <string_view>

namespace provisor::mail {
namespace {

// What a letter may speak of.
class Facts {
 public:
  Facts(const LetterWish& wish, const LetterDefaults& defaults)
      : wish_(wish), defaults_(defaults) {}

  // Empty when it is not known.
  std::string operator[](const std::string& name) const {
    const auto found = wish_.data.find(name);
    return found == wish_.data.end() ? std::string() : found->second;
  }

  std::string product() const {
    const std::string branding = (*this)["branding"];
    return branding.empty() || branding == "default" ? defaults_.product_name
                                                     : branding;
  }

  std::string link(std::string_view page) const {
    const std::string host = (*this)["virtual_host"];
    return fmt::format("https://{}/{}/{}",
                       host.empty() ? defaults_.link_host : host, page,
                       wish_.token.reveal());
  }

  std::string full_name() const {
    const std::string first = (*this)["first_name"],
                      last = (*this)["last_name"];
    return first.empty() || last.empty() ? first + last : first + " " + last;
  }

  // The person the mail is about, as well as we can name them.
  std::string contact() const {
    const std::string name = full_name();
    return name.empty() ? (*this)["email"] : name;
  }

 private:
  const LetterWish& wish_;
  const LetterDefaults& defaults_;
};

std::string greeting(const std::string& name) {
  return name.empty() ? "Hello,\n\n" : "Hello " + name + ",\n\n";
}

// Who opened the account, as the start of a sentence.
std::string opening(const Facts& facts) {
  const std::string company = facts["account_name"];
  const std::string reseller = facts["reseller"];
  return reseller.empty()
             ? "an account for " + company + " has been opened."
             : reseller + " has opened an account for " + company + ".";
}

Letter welcome(const Facts& facts) {
  return {facts.product(),
          "Welcome to " + facts.product() + ": please set your password",
          greeting(facts["first_name"]) +
              fmt::format(
                  "{} You are its owner.\n"
                  "\n"
                  "To start, choose your password:\n"
                  "\n"
                  "{}\n"
                  "\n"
                  "The link works once. Your username is {}.\n"
                  "\n"
                  "If you did not ask for this account, you need not do "
                  "anything.\n",
                  opening(facts), facts.link("welcome"), facts["username"])};
}

Letter confirm_address(const Facts& facts) {
  return {facts.product(),
          "Please confirm your e-mail address for " + facts.product(),
          greeting(facts["first_name"]) +
              fmt::format(
                  "{} This is the e-mail address of its owner.\n"
                  "\n"
                  "Please confirm that the address is yours:\n"
                  "\n"
                  "{}\n"
                  "\n"
                  "The link works once. Your username is {}.\n"
                  "\n"
                  "If you did not ask for this account, you need not do "
                  "anything.\n",
                  opening(facts), facts.link("confirm"), facts["username"])};
}

// What is known about the contact, a line for each.
std::string card_of(const Facts& facts) {
  struct Row {
    const char* title;
    std::string text;
  };
  const std::array rows = {
      Row{"Name", facts.full_name()},     Row{"E-mail", facts["email"]},
      Row{"Phone", facts["phone"]},       Row{"Company", facts["account_name"]},
      Row{"Facebook", facts["facebook"]}, Row{"Twitter", facts["twitter"]},
      Row{"Source", facts["source"]},     Row{"Tags", facts["tags"]},
      Row{"Owner", facts["owner_name"]}};
  std::string card;
  for (const Row& row : rows)
    if (!row.text.empty())
      card += fmt::format("{:<9} {}\n", std::string(row.title) + ":", row.text);
  return card;
}

Letter new_contact(const Facts& facts) {
  const std::string wished = facts["subject"];
  return {facts.product(),
          wished.empty() ? "New contact: " + facts.contact() : wished,
          greeting("") + "a new contact has been added:\n\n" + card_of(facts)};
}

Letter owner_notification(const Facts& facts) {
  return {facts.product(), "Your new contact: " + facts.contact(),
          greeting(facts["owner_name"]) +
              "you are now the owner of this contact:\n\n" + card_of(facts)};
}

struct Kind {
  std::string_view name;
  Letter (*write)(const Facts&);
};
constexpr std::array kinds = {Kind{"welcome", welcome},
                              Kind{"confirm_address", confirm_address},
                              Kind{"new_contact", new_contact},
                              Kind{"owner_notification", owner_notification}};

}  // namespace

std::optional<Letter> write_letter(const LetterWish& wish,
                                   const LetterDefaults& defaults) {
  for (const Kind& kind : kinds)
    if (kind.name == wish.kind) return kind.write(Facts(wish, defaults));
  return std::nullopt;
}

}  // namespace provisor::mail
