#include "provisor/mail/letters.h"

#include <algorithm>
#include <string_view>

#include "provisor/base/colour.h"
#include "header.h"
#include "templates.h"

namespace provisor::mail {
namespace {

using Data = kainjow::mustache::data;

const LetterKind& kind_named(const std::string& name) {
  for (const LetterKind& kind : letter_kinds)
    if (kind.name == name) return kind;
  throw TemplateError(name + ": there is no letter of this kind");
}

std::string counted(std::int64_t number, const std::string& unit) {
  return std::to_string(number) + " " + unit + (number == 1 ? "" : "s");
}

// In the largest unit that says it well: what a mail took on its way does not
// make six days of seven.
std::string in_words(std::chrono::seconds left) {
  struct Unit {
    const char* name;
    std::int64_t minutes, tolerance;
  };
  const auto minutes = std::chrono::ceil<std::chrono::minutes>(left).count();
  for (const auto& [name, unit, tolerance] :
       {Unit{"day", 1440, 60}, Unit{"hour", 60, 5}}) {
    const auto generous = minutes + tolerance;
    if (minutes >= 2 * unit ||
        (generous >= unit && generous % unit <= tolerance))
      return counted(generous / unit, name);
  }
  return counted(minutes, "minute");
}

class Facts {
 public:
  Facts(const LetterWish& wish, const Branding& branding)
      : wish_(wish), branding_(branding) {
    for (const auto& [name, value] : wish.data) set(name, value);
    set("product", branding.product_name);
    set("colour", branding.colour);
    set("on_colour", text_colour_on(branding.colour));
    set("logo", branding.logo);
    set("company", known("account_name"));
    set("wished_subject", known("subject"));
    set("contact", contact());
    set("home", "https://" + host() + "/");
    add_link();
    add_rows();
  }

  // What is not known is absent, so that {{#name}} asks for it.
  void set(const std::string& name, const std::string& value) {
    // It must not look like a part of the letter.
    if (!value.empty()) data_.set(name, one_line(value));
  }
  void set(const std::string& name, kainjow::mustache::partial partial) {
    data_.set(name, Data(std::move(partial)));
  }

  Data& data() { return data_; }

 private:
  std::string known(const std::string& name) const {
    const auto found = wish_.data.find(name);
    return found == wish_.data.end() ? std::string() : found->second;
  }

  std::string host() const {
    const std::string own = known("virtual_host");
    return own.empty() ? branding_.link_host : own;
  }

  std::string full_name() const {
    const std::string first = known("first_name"), last = known("last_name");
    return first.empty() || last.empty() ? first + last : first + " " + last;
  }

  // The person the mail is about, as well as we can name them.
  std::string contact() const {
    const std::string name = full_name();
    return name.empty() ? known("email") : name;
  }

  void add_link() {
    const LetterKind& kind = kind_named(wish_.kind);
    if (!kind.page) return;
    set("link", "https://" + host() + "/" + kind.page + "/" +
                    std::string(wish_.token.reveal()));
    set("button_text", kind.button_text);
    if (!wish_.link_left) return;
    if (*wish_.link_left > wish_.link_left->zero())
      set("valid_for", in_words(*wish_.link_left));
    else if (!kind.helps_when_ended)
      throw LinkEnded("its link has ended");
  }

  // What is known about the contact, a row for each.
  void add_rows() {
    const std::pair<const char*, std::string> all[] = {
        {"Name", full_name()},           {"E-mail", known("email")},
        {"Phone", known("phone")},       {"Company", known("account_name")},
        {"Facebook", known("facebook")}, {"Twitter", known("twitter")},
        {"Source", known("source")},     {"Tags", known("tags")},
        {"Owner", known("owner_name")}};
    Data rows(Data::type::list);
    for (const auto& [title, value] : all) {
      if (value.empty()) continue;
      Data row;
      row.set("title", title);
      row.set("value", one_line(value));
      rows.push_back(row);
    }
    data_.set("rows", rows);
  }

  const LetterWish& wish_;
  const Branding& branding_;
  Data data_;
};

// "Subject: …", an empty line, the text.
struct TextTemplate {
  std::string subject, text;
};

TextTemplate split(const std::string& file, const std::string& source) {
  constexpr std::string_view start = "Subject: ";
  const auto end = source.find("\n\n");
  if (!source.starts_with(start) || end == std::string::npos ||
      source.find('\n') != end)
    throw TemplateError(file +
                        ": must begin with a line \"Subject: …\" and an "
                        "empty line");
  return {source.substr(start.size(), end - start.size()),
          source.substr(end + 2)};
}

}  // namespace

Letter write_letter(const LetterWish& wish, const Branding& branding,
                    const std::vector<std::filesystem::path>& directories) {
  Facts facts(wish, branding);
  const Templates templates(directories);
  const std::string text_file = wish.kind + ".txt";
  const std::string html_file = wish.kind + ".html";
  const auto text = split(text_file, templates.read(text_file));
  Letter letter;
  letter.subject =
      Templates::fill(text_file, text.subject, facts.data(), false);
  letter.text = Templates::fill(text_file, text.text, facts.data(), false);
  facts.set("subject", letter.subject);
  facts.set("button", templates.partial("button.html"));
  facts.set("card", templates.partial("card.html"));
  // Not through set(): it has lines, and is HTML already.
  facts.data().set("content",
                   Templates::fill(html_file, templates.read(html_file),
                                   facts.data(), true));
  letter.html = Templates::fill("layout.html", templates.read("layout.html"),
                                facts.data(), true);
  return letter;
}

}  // namespace provisor::mail
