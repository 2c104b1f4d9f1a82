// letters.h — what the mails say: text and HTML from template files.
//
// KIND.txt begins with the line "Subject: …" and an empty line; KIND.html is
// set into layout.html as {{{content}}}, and may use button.html and card.html.
// The language is Mustache; in HTML every value is escaped. docs/mail.md lists
// the values. A file is looked for in each directory in turn, so an operator's
// directory need hold only what differs. Files are read anew for each mail.

#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "provisor/base/secret.h"

namespace provisor::mail {

// What a mail can be about, as the column outbox.kind has it. The link of those
// that have one leads to a page (docs/pages.md), which may help on also when
// the link has ended.
struct LetterKind {
  const char* name;
  const char* page = nullptr;
  const char* button_text = nullptr;
  bool helps_when_ended = false;
};
inline constexpr LetterKind letter_kinds[] = {
    {"welcome", "welcome", "Choose your password", true},
    {"welcome_existing"},
    {"confirm_address", "confirm", "Confirm this address", true},
    {"password_reset", "reset", "Set a new password"},
    {"new_contact"},
    {"owner_notification"},
    {"trial_approved"}};

struct LetterWish {
  std::string kind;                         // of a LetterKind
  std::map<std::string, std::string> data;  // the outbox row's, without nulls
  Secret token;                             // of the link, where there is one
  std::optional<std::chrono::seconds> link_left = {};  // until it ends
};

// How a product appears to its customers.
struct Branding {
  std::string product_name;
  std::string colour = "#1f5fa8";  // #rrggbb
  std::string logo;                // https://…; may be empty
  std::string link_host;           // where the data have no virtual_host
};

struct Letter {
  std::string subject;
  std::string text, html;  // hold the token: for their recipient only
};

// A template is missing or malformed; the text names the file.
struct TemplateError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// It is too late: nobody is to be sent a link of this kind that has ended.
struct LinkEnded : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// Throws TemplateError, also for a kind that has no template, and LinkEnded.
Letter write_letter(const LetterWish& wish, const Branding& branding,
                    const std::vector<std::filesystem::path>& directories);

}  // namespace provisor::mail
