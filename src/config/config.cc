#include "provisor/config/config.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <optional>
#include <sstream>

// Parse errors as values: this room has only one kind of exception.
#define TOML_EXCEPTIONS 0
#include <toml++/toml.h>

#include "keys.h"

namespace provisor::config {
namespace {

// Why a value cannot be taken; nothing when it was. Never holds the value: a
// connection string may carry a password.
using Problem = std::optional<std::string>;

bool is_control(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
}

// The text of a node, or nothing when it is no text or could not be one word
// for a system call, a header line or libpq.
std::optional<std::string> clean_text(const toml::node& node) {
  auto text = node.value_exact<std::string>();
  if (text && (text->empty() || std::ranges::any_of(*text, is_control)))
    return std::nullopt;
  return text;
}

std::string range_text(std::int64_t least, std::int64_t most,
                       std::string_view unit) {
  return "must be an integer from " + std::to_string(least) + " to " +
         std::to_string(most) + std::string(unit);
}

// Takes a node's value as the kind says.
struct Taker {
  const toml::node& node;
  Config& config;

  Problem operator()(const Text& kind) const {
    const auto text = clean_text(node);
    if (!text) return "must be a text in quotes, without control characters";
    kind.target(config) = *text;
    return {};
  }

  Problem operator()(const LogLevel& kind) const {
    static constexpr std::string_view levels[] = {"error", "warning", "notice",
                                                  "info", "debug"};
    const auto text = clean_text(node);
    if (!text || std::ranges::find(levels, *text) == std::end(levels))
      return "must be \"error\", \"warning\", \"notice\", \"info\" or "
             "\"debug\"";
    kind.target(config) = *text;
    return {};
  }

  Problem operator()(const Choice& kind) const {
    const auto text = clean_text(node);
    if (!text || std::ranges::find(kind.words, *text) == kind.words.end()) {
      std::string words;
      for (const auto word : kind.words)
        words += (words.empty() ? "\"" : " or \"") + std::string(word) + "\"";
      return "must be " + words;
    }
    kind.target(config) = *text;
    return {};
  }

  Problem operator()(const Path& kind) const {
    const auto text = clean_text(node);
    if (!text || !text->starts_with('/') || text->size() > kind.most_bytes)
      return "must be an absolute path of at most " +
             std::to_string(kind.most_bytes) + " bytes, in quotes";
    kind.target(config) = *text;
    return {};
  }

  template <class Number>
  Problem operator()(const Integer<Number>& kind) const {
    return take_number<Number>(kind, "");
  }

  Problem operator()(const Milliseconds& kind) const {
    return take_number<std::chrono::milliseconds>(kind, " (milliseconds)");
  }

  template <class Number, class Kind>
  Problem take_number(const Kind& kind, std::string_view unit) const {
    const auto number = node.value_exact<std::int64_t>();
    if (!number || *number < kind.least || *number > kind.most)
      return range_text(kind.least, kind.most, unit);
    kind.target(config) = Number(*number);
    return {};
  }
};

class Reader {
 public:
  Reader(const std::filesystem::path& file, Config& config)
      : file_(file), config_(config) {}

  // `section` is empty or ends with a dot.
  void read_table(const toml::table& table, const std::string& section) {
    for (const auto& [key, node] : table) {
      const auto name = section + std::string(key.str());
      const auto keys = all_keys();
      const auto known = std::ranges::find(keys, name, &Key::name);
      if (known != keys.end()) {
        const auto problem = std::visit(Taker{node, config_}, known->kind);
        if (problem) fail(node.source(), name, *problem);
      } else if (node.is_table() && is_section(name + ".")) {
        read_table(*node.as_table(), name + ".");
      } else {
        fail(key.source(), name, unknown_text(name));
      }
    }
  }

 private:
  static bool is_section(std::string_view start) {
    return std::ranges::any_of(
        all_keys(), [&](const Key& k) { return k.name.starts_with(start); });
  }

  static std::string unknown_text(const std::string& name) {
    return is_section(name + ".") ? "is a section: write [" + name + "]"
                                  : "there is no such key";
  }

  [[noreturn]] void fail(const toml::source_region& where,
                         const std::string& name,
                         const std::string& reason) const {
    throw ConfigError(file_.string() + ":" + std::to_string(where.begin.line) +
                      ": " + name + ": " + reason);
  }

  const std::filesystem::path& file_;
  Config& config_;
};

std::string content_of(const std::filesystem::path& file) {
  std::error_code error;
  const std::ifstream stream(file, std::ios::binary);
  if (!stream.is_open() || std::filesystem::is_directory(file, error))
    throw ConfigError(file.string() + ": cannot be read");
  std::ostringstream content;
  content << stream.rdbuf();
  return content.str();
}

}  // namespace

Config read_config(const std::filesystem::path& file) {
  const auto content = content_of(file);
  const auto parsed = toml::parse(content, file.string());
  if (!parsed) {
    throw ConfigError(file.string() + ":" +
                      std::to_string(parsed.error().source().begin.line) +
                      ": " + std::string(parsed.error().description()));
  }
  Config config;
  Reader(file, config).read_table(parsed.table(), "");
  return config;
}

}  // namespace provisor::config
