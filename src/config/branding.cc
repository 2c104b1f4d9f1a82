#include "provisor/config/branding.h"

#include <algorithm>
#include <array>

#define TOML_EXCEPTIONS 0
#include <toml++/toml.h>

#include "provisor/base/file.h"
#include "product_name.h"
#include "sender.h"

namespace provisor::config {
namespace {

bool is_visible(char c) { return c > ' ' && c < 0x7f; }

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.' || c == ' ';
}

bool is_https(const std::string& text) {
  return text.starts_with("https://") && std::ranges::all_of(text, is_visible);
}

bool is_colour(const std::string& text) {
  return text.size() == 7 && text[0] == '#' &&
         text.find_first_not_of("0123456789abcdefABCDEF", 1) ==
             std::string::npos;
}

bool is_host(const std::string& text) {
  return std::ranges::all_of(text, [](char c) {
    return (is_name_character(c) && c != ' ' && c != '_') || c == ':';
  });
}

struct BrandingKey {
  std::string_view name;
  std::string Branding::*target;
  bool (*is_right)(const std::string&);
  const char* form;
};
constexpr std::array branding_keys = {
    BrandingKey{"product_name", &Branding::product_name, is_product_name,
                product_name_form},
    BrandingKey{"from", &Branding::from, is_sender, "a mail address"},
    BrandingKey{"reply_to", &Branding::reply_to, is_sender, "a mail address"},
    BrandingKey{"logo", &Branding::logo, is_https, "an https:// address"},
    BrandingKey{"colour", &Branding::colour, is_colour,
                "a colour as \"#1f5fa8\""},
    BrandingKey{"link_host", &Branding::link_host, is_host, "a host name"}};

}  // namespace

std::filesystem::path branding_directory(const std::filesystem::path& brandings,
                                         const std::string& name) {
  const bool is_plain = !name.empty() && name.size() <= 100 && name[0] != '.' &&
                        std::ranges::all_of(name, is_name_character);
  return is_plain && name != "default" ? brandings / name
                                       : std::filesystem::path();
}

Branding read_branding(const std::filesystem::path& directory) {
  Branding branding;
  const auto file = directory / "branding.toml";
  if (directory.empty()) return branding;
  std::error_code error;
  const auto content = content_of(file, error);
  if (error) throw ConfigError(file.string() + ": cannot be read");
  if (!content) return branding;
  const auto parsed = toml::parse(*content, file.string());
  if (!parsed)
    throw ConfigError(file.string() + ": " +
                      std::string(parsed.error().description()));
  for (const auto& [key, node] : parsed.table()) {
    const auto name = std::string(key.str());
    const auto known =
        std::ranges::find(branding_keys, name, &BrandingKey::name);
    if (known == branding_keys.end())
      throw ConfigError(file.string() + ": " + name + ": there is no such key");
    const auto text = node.value_exact<std::string>();
    if (!text || text->empty() || !known->is_right(*text))
      throw ConfigError(file.string() + ": " + name + ": must be " +
                        known->form);
    branding.*known->target = *text;
  }
  return branding;
}

Branding branding_of(const Config& config, const std::string& name) {
  const Mail& settings = config.mail;
  auto branding = read_branding(branding_directory(settings.brandings, name));
  const bool is_default = name.empty() || name == "default";
  if (branding.product_name.empty())
    branding.product_name = is_default ? settings.product_name : name;
  if (branding.from.empty()) branding.from = settings.from;
  if (branding.link_host.empty()) branding.link_host = settings.link_host;
  return branding;
}

}  // namespace provisor::config
