#include "provisor/config/config.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <optional>
#include <system_error>

// Parse errors as values: this room has only one kind of exception.
#define TOML_EXCEPTIONS 0
#include <toml++/toml.h>

#include "connection_string.h"
#include "keys.h"
#include "provisor/base/file.h"
#include "ranges.h"
#include "product_name.h"
#include "sender.h"

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

// systemd hands secrets over in a directory of the unit's own. Elsewhere the
// name stays: the same file serves programs that have no credentials.
std::string with_credentials_directory(std::string text) {
  static constexpr std::string_view name = "$CREDENTIALS_DIRECTORY";
  const char* directory = std::getenv("CREDENTIALS_DIRECTORY");
  const auto at = text.find(name);
  if (directory && at != std::string::npos)
    text.replace(at, name.size(), directory);
  return text;
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

  Problem operator()(const ProductName& kind) const {
    const auto text = node.value_exact<std::string>();
    if (!text || !is_product_name(*text))
      return std::string("must be ") + product_name_form;
    kind.target(config) = *text;
    return {};
  }

  Problem operator()(const Sender& kind) const {
    const auto text = clean_text(node);
    if (!text || !is_sender(*text))
      return "must be a mail address as \"name@example.com\", in ASCII";
    kind.target(config) = *text;
    return {};
  }

  Problem operator()(const Choice& kind) const {
    const auto text = clean_text(node);
    if (!text || std::ranges::find(kind.words, *text) == kind.words.end())
      return "must be one of " + quoted_words(kind.words);
    kind.target(config) = *text;
    return {};
  }

  Problem operator()(const Connection& kind) const {
    const auto text = clean_text(node);
    if (!text) return "must be a text in quotes, without control characters";
    if (has_password(*text))
      return "must not hold a password: name a file with passfile=";
    kind.target(config) = with_credentials_directory(*text);
    return {};
  }

  Problem operator()(const Path& kind) const {
    const auto text = clean_text(node);
    if (!text || text->size() > kind.most_bytes ||
        !(text->starts_with('/') ||
          text->starts_with("$CREDENTIALS_DIRECTORY/")))
      return "must be an absolute path of at most " +
             std::to_string(kind.most_bytes) + " bytes, in quotes";
    kind.target(config) = with_credentials_directory(*text);
    return {};
  }

  template <class Number>
  Problem operator()(const Integer<Number>& kind) const {
    return take_number<Number>(kind, "");
  }

  Problem operator()(const Milliseconds& kind) const {
    return take_number<std::chrono::milliseconds>(kind, " (milliseconds)");
  }

  Problem operator()(const Days& kind) const {
    if (node.value_exact<std::int64_t>() == 0) {
      kind.target(config) = std::chrono::days(0);
      return {};
    }
    const auto problem = take_number<std::chrono::days>(kind, " (days)");
    return problem ? *problem + ", or 0" : problem;
  }

  template <class Number, class Kind>
  Problem take_number(const Kind& kind, std::string_view unit) const {
    const auto number = node.value_exact<std::int64_t>();
    if (!number || *number < kind.least || *number > kind.most)
      return "must be an integer from " + std::to_string(kind.least) + " to " +
             std::to_string(kind.most) + std::string(unit);
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
        if (problem) complain(node.source(), name, *problem);
      } else if (node.is_table() && is_section(name + ".")) {
        read_table(*node.as_table(), name + ".");
      } else {
        complain(key.source(), name, unknown_text(name));
      }
    }
  }

  // What each key allows and both together do not.
  void read_pairs(const toml::table& table) {
    const bool is_open = config_.mail.transport == "smtp" &&
                         config_.smtp.security == "none" &&
                         !config_.smtp.credentials.empty();
    if (is_open && !is_this_machine(config_.smtp.host))
      complain(table["smtp"]["security"].node()->source(), "smtp.security",
               "\"none\" would send the credentials in the clear");
  }

  // Throws when there was anything to complain of.
  void finish() {
    if (complaints_.empty()) return;
    std::string all;
    for (const auto& [line, text] : complaints_)
      all += (all.empty() ? "" : "\n") + text;
    throw ConfigError(all);
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

  void complain(const toml::source_region& where, const std::string& name,
                const std::string& reason) {
    complaints_.emplace(where.begin.line, file_.string() + ":" +
                                              std::to_string(where.begin.line) +
                                              ": " + name + ": " + reason);
  }

  const std::filesystem::path& file_;
  Config& config_;
  std::multimap<std::uint32_t, std::string> complaints_;  // by line
};

// Root reads it whatever its mode; the programs are other users.
std::string unreadable_text(const std::filesystem::path& file) {
  const auto name = file.string();
  struct stat status {};
  if (stat(name.c_str(), &status) != 0)
    return name + ": cannot be read: " + std::generic_category().message(errno);
  if (access(name.c_str(), R_OK) == 0) return name + ": cannot be read";
  char mode[8];
  std::snprintf(mode, sizeof(mode), "%04o", status.st_mode & 07777u);
  return name + ": cannot be read by this user: it has the mode " + mode +
         "; chmod 0644 " + name;
}

}  // namespace

bool is_this_machine(const std::string& host) {
  const bool is_loopback = host.starts_with("127.") &&
                           host.find_first_not_of("0123456789.") == host.npos;
  return host == "localhost" || host == "::1" || is_loopback;
}

Config read_config(const std::filesystem::path& file) {
  std::error_code error;
  const auto content = content_of(file, error);
  if (!content) throw ConfigError(unreadable_text(file));
  const auto parsed = toml::parse(*content, file.string());
  if (!parsed) {
    throw ConfigError(file.string() + ":" +
                      std::to_string(parsed.error().source().begin.line) +
                      ": " + std::string(parsed.error().description()));
  }
  Config config;
  Reader reader(file, config);
  reader.read_table(parsed.table(), "");
  reader.read_pairs(parsed.table());
  reader.finish();
  return config;
}

}  // namespace provisor::config
