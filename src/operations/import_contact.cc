#include <algorithm>

#include "attempt.h"
#include "import_row.h"
#include "provisor/operations/import.h"
#include "provisor/operations/normalise.h"
#include "texts.h"

namespace provisor::operations {
namespace {

struct Contact {
  std::optional<std::string> email, phone, first_name, last_name, facebook,
      twitter, source, tags, owner_email, owner_group;
};

constexpr TextRow<Contact> rows[] = {
    {"email", &Contact::email, Form::email, true},
    {"phone", &Contact::phone, Form::line, false, 100},
    {"first_name", &Contact::first_name, Form::line, false},
    {"last_name", &Contact::last_name, Form::line, false},
    {"facebook", &Contact::facebook, Form::line, false, 500},
    {"twitter", &Contact::twitter, Form::line, false, 500},
    {"source", &Contact::source, Form::line, false},
    {"tags", &Contact::tags, Form::line, false, 6000},
    // As in master_account: an owner who cannot be found is neglected.
    {"owner_email", &Contact::owner_email, Form::line, false, 500},
    {"owner_group", &Contact::owner_group, Form::line, false},
};

Contact read(const ImportRow& row) {
  Contact contact;
  for (const auto& [column, value] : row)
    for (const auto& text : rows)
      if (column == text.name) contact.*text.member = value;
  return contact;
}

std::string fingerprint_of(const store::ContactWish& wish) {
  return Fingerprint("import_contact")
      .add("email", wish.email)
      .add("phone", wish.phone)
      .add("first_name", wish.first_name)
      .add("last_name", wish.last_name)
      .add("facebook", wish.facebook)
      .add("twitter", wish.twitter)
      .add("source", wish.source)
      .add("tags", wish.tags)
      .add("owner_email", wish.owner_email)
      .add("owner_group", wish.owner_group)
      .hex();
}

std::optional<Refused> read_phone(store::ContactWish& wish,
                                  const std::string& country) {
  if (!wish.phone) return std::nullopt;
  wish.phone_e164 = e164_phone(*wish.phone, country);
  wish.phone_country = country;
  if (wish.phone_e164) return std::nullopt;
  return Refused{Refusal::phone_malformed, "phone"};
}

}  // namespace

std::vector<std::string_view> contact_columns() {
  std::vector<std::string_view> names{row_key_column};
  for (const auto& text : rows) names.push_back(text.name);
  return names;
}

Outcome<store::ContactWish> contact_of(const ImportRow& row,
                                       const std::string& country) {
  if (auto refused = check_encoding(row)) return *refused;
  auto contact = read(row);
  if (auto refused = settle_all(contact, rows)) return *refused;
  store::ContactWish wish;
  wish.email = std::move(*contact.email);
  wish.first_name = std::move(contact.first_name);
  wish.last_name = std::move(contact.last_name);
  wish.facebook = std::move(contact.facebook);
  wish.twitter = std::move(contact.twitter);
  wish.source = std::move(contact.source);
  wish.phone = std::move(contact.phone);
  if (contact.owner_email)
    wish.owner_email = normal_email(*contact.owner_email);
  else
    wish.owner_group = std::move(contact.owner_group);
  if (contact.tags) wish.tags = items_of(*contact.tags);
  if (auto refused = check_tags(wish.tags)) return *refused;
  if (auto refused = read_phone(wish, country)) return *refused;
  auto attempt = attempt_of(row, fingerprint_of(wish));
  if (!attempt) return attempt.refused();
  wish.attempt = std::move(*attempt);
  return wish;
}

}  // namespace provisor::operations
