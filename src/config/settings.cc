#include "provisor/config/settings.h"

#include "keys.h"

namespace provisor::config {
namespace {

std::string unless_empty(const std::string& text) {
  return text.empty() ? "" : toml_text(text);
}

template <class Kind>
std::string span_of(const Kind& kind) {
  return std::to_string(kind.least) + " … " + std::to_string(kind.most);
}

struct Describer {
  Config& config;
  Setting& setting;

  void operator()(const Text& kind) const { text("text", kind); }

  void operator()(const ProductName& kind) const { text("text", kind); }

  void operator()(const Sender& kind) const { text("mail address", kind); }

  void operator()(const Choice& kind) const {
    text("text", kind);
    for (const auto word : kind.words)
      setting.range += (setting.range.empty() ? "" : ", ") + std::string(word);
  }

  void operator()(const Connection& kind) const {
    text("connection string", kind);
  }

  void operator()(const Path& kind) const {
    setting.type = "path";
    setting.range = "up to " + std::to_string(kind.most_bytes) + " bytes";
    setting.value = unless_empty(kind.target(config).string());
  }

  template <class Number>
  void operator()(const Integer<Number>& kind) const {
    number("integer", kind, kind.target(config));
  }

  void operator()(const Milliseconds& kind) const {
    number("milliseconds", kind, kind.target(config).count());
  }

  void operator()(const Days& kind) const {
    number("days", kind, kind.target(config).count());
    setting.range = "0, " + setting.range;
  }

 private:
  template <class Kind>
  void text(const char* type, const Kind& kind) const {
    setting.type = type;
    setting.value = unless_empty(kind.target(config));
  }

  template <class Kind, class Number>
  void number(const char* type, const Kind& kind, Number value) const {
    setting.type = type;
    setting.range = span_of(kind);
    setting.value = std::to_string(value);
  }
};

std::string section_of(const std::string& name) {
  const auto dot = name.rfind('.');
  return dot == name.npos ? "" : name.substr(0, dot);
}

std::string comment_on(const Setting& setting) {
  auto comment = "  # " + setting.type;
  if (!setting.range.empty()) comment += ", " + setting.range;
  if (setting.value == setting.standard) return comment + "; the default";
  return comment +
         "; default: " + (setting.standard.empty() ? "none" : setting.standard);
}

std::string line_of(const Setting& setting) {
  const auto key = setting.name.substr(setting.name.rfind('.') + 1);
  if (setting.value.empty()) return "# " + key + " is not set\n";
  return key + " = " + setting.value + comment_on(setting) + "\n";
}

}  // namespace

std::string toml_text(const std::string& text) {
  std::string toml = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') toml += '\\';
    toml += c;
  }
  return toml + '"';
}

std::vector<Setting> settings_of(const Config& config) {
  Config standard, copy = config;
  std::vector<Setting> settings;
  for (const auto& key : all_keys()) {
    Setting by_default, setting;
    std::visit(Describer{standard, by_default}, key.kind);
    std::visit(Describer{copy, setting}, key.kind);
    setting.name = key.name;
    setting.standard = by_default.value;
    settings.push_back(setting);
  }
  return settings;
}

std::string toml_of(const Config& config) {
  std::string toml, section;
  for (const auto& setting : settings_of(config)) {
    if (section != section_of(setting.name)) {
      section = section_of(setting.name);
      toml += "\n[" + section + "]\n";
    }
    toml += line_of(setting);
  }
  return toml;
}

}  // namespace provisor::config
