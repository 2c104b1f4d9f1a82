#include "shell.h"

#include <regex>

namespace provisor::command {

std::string shell_quoted(const std::string& word) {
  static const std::regex plain("[A-Za-z0-9_@%+:,./-]+");
  if (std::regex_match(word, plain)) return word;
  std::string text = "'";
  for (const char c : word) text += c == '\'' ? "'\\''" : std::string(1, c);
  return text + "'";
}

}  // namespace provisor::command
