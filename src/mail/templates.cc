#include "templates.h"

#include <memory>

#include "provisor/base/file.h"
#include "provisor/base/text.h"
#include "provisor/mail/letters.h"

namespace provisor::mail {

std::string Templates::read(const std::string& file) const {
  for (const auto& directory : directories_) {
    std::error_code error;
    auto text = content_of(directory / file, error);
    // The next one is not what whoever made this one wants to be sent.
    if (error)
      throw TemplateError((directory / file).string() + ": cannot be read");
    if (!text) continue;
    if (!is_utf8(*text) || has_nul(*text))
      throw TemplateError(file + ": is not in UTF-8");
    std::erase(*text, '\r');
    return *text;
  }
  throw TemplateError(file + ": there is no such template");
}

std::string Templates::fill(const std::string& name, const std::string& source,
                            kainjow::mustache::data& facts, bool is_html) {
  kainjow::mustache::mustache page(source);
  if (!page.is_valid()) throw TemplateError(name + ": " + page.error_message());
  if (!is_html)
    page.set_custom_escape([](const std::string& text) { return text; });
  std::string filled = page.render(facts);
  if (!page.is_valid()) throw TemplateError(name + ": " + page.error_message());
  return filled;
}

kainjow::mustache::partial Templates::partial(const std::string& file) const {
  constexpr int most_uses = 20;
  const auto uses = std::make_shared<int>(0);
  return [source = read(file), file, uses] {
    if (++*uses > most_uses)
      throw TemplateError(file + ": is included too often");
    return source;
  };
}

}  // namespace provisor::mail
