// templates.h — Mustache templates in files.

#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <kainjow/mustache.hpp>

namespace provisor::mail {

class Templates {
 public:
  explicit Templates(std::vector<std::filesystem::path> directories)
      : directories_(std::move(directories)) {}

  // The content of the first file of this name, in UTF-8 and with lines that
  // end in "\n", whatever ended them; throws TemplateError.
  std::string read(const std::string& file) const;

  // `source` filled with `facts`; `name` is for the error's text. Values are
  // escaped for HTML only where `is_html`. Throws TemplateError.
  static std::string fill(const std::string& name, const std::string& source,
                          kainjow::mustache::data& facts, bool is_html);

  // A file that a template may include. One that includes itself is an error,
  // not the end of the process.
  kainjow::mustache::partial partial(const std::string& file) const;

 private:
  std::vector<std::filesystem::path> directories_;
};

}  // namespace provisor::mail
