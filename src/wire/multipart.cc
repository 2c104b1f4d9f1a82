// multipart.cc — multipart/form-data by RFC 7578 and RFC 2046.
//
// Strict where two readers could understand a body differently: lines end with
// CRLF, a delimiter stands on a line of its own, the final one must be there,
// and a header or a parameter of one is never there twice.

#include <algorithm>

#include "form_body.h"
#include "provisor/base/text.h"

namespace provisor::wire {
namespace {

constexpr std::size_t boundary_limit = 70;  // RFC 2046, 5.1.1
constexpr std::size_t part_header_limit = 2048;
constexpr std::string_view line_end = "\r\n";

Refused malformed(std::string_view detail) {
  return Refused{Refusal::request_malformed, "", std::string(detail)};
}

struct Part {
  std::string name;
  std::string_view content;
  bool is_plain_value;
};

bool is_control(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (byte < 0x20 && c != '\t') || byte == 0x7f;
}

// Nothing in a form needs these encodings, and stored as they are they would be
// taken for the value.
bool is_plain_encoding(std::string_view encoding) {
  const std::string name = lower_ascii(encoding);
  return name == "7bit" || name == "8bit" || name == "binary";
}

// The headers of one part, line by line.
class PartHeaders {
 public:
  bool read(std::string_view block) {
    while (!block.empty()) {
      const auto line = block.substr(0, block.find(line_end));
      block.remove_prefix(std::min(line.size() + 2, block.size()));
      if (!read_line(line)) return false;
    }
    return disposition_ && disposition_->main == "form-data" &&
           disposition_->parameters.contains("name");
  }

  const std::string& name() const {
    return disposition_->parameters.find("name")->second;
  }

  // No file, and no value in another form than itself.
  bool is_plain_value() const {
    return !is_encoded_ && !disposition_->parameters.contains("filename") &&
           !disposition_->parameters.contains("filename*");
  }

 private:
  bool read_line(std::string_view line) {
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) return false;
    if (std::any_of(line.begin(), line.end(), is_control)) return false;
    const std::string name = lower_ascii(line.substr(0, colon));
    const auto value = trimmed(line.substr(colon + 1));
    if (name == "content-transfer-encoding")
      is_encoded_ = is_encoded_ || !is_plain_encoding(value);
    if (name != "content-disposition") return true;
    if (disposition_) return false;
    disposition_ = read_header_value(value);
    return disposition_.has_value();
  }

  std::optional<HeaderValue> disposition_;
  bool is_encoded_ = false;
};

Outcome<Part> read_part(std::string_view part) {
  constexpr std::string_view blank_line = "\r\n\r\n";
  const auto end = part.find(blank_line);
  PartHeaders headers;
  if (end > part_header_limit || !headers.read(part.substr(0, end)))
    return malformed("The headers of a part of its form are malformed.");
  return Part{headers.name(), part.substr(end + blank_line.size()),
              headers.is_plain_value()};
}

enum class Delimiter { next, last, malformed };

// What follows "--boundary" on its line; `rest` then stands behind that line.
Delimiter take_delimiter_end(std::string_view& rest) {
  const bool is_last = rest.starts_with("--");
  if (is_last) rest.remove_prefix(2);
  rest.remove_prefix(std::min(rest.find_first_not_of(" \t"), rest.size()));
  if (is_last && rest.empty()) return Delimiter::last;
  if (!rest.starts_with(line_end)) return Delimiter::malformed;
  rest.remove_prefix(line_end.size());
  return is_last ? Delimiter::last : Delimiter::next;
}

std::optional<Refused> collect_parts(std::string_view rest,
                                     const std::string& delimiter,
                                     ParameterCollector& collector) {
  for (;;) {
    const Delimiter kind = take_delimiter_end(rest);
    if (kind == Delimiter::last) return std::nullopt;
    const auto end = rest.find(delimiter);
    if (kind == Delimiter::malformed || end == std::string_view::npos)
      return malformed("A boundary of its form is malformed or missing.");
    auto part = read_part(rest.substr(0, end));
    if (!part) return part.refused();
    if (!part->is_plain_value && collector.knows(part->name))
      return Refused{Refusal::parameter_malformed, part->name,
                     "It must be a plain value: no file, no base64."};
    auto refused =
        collector.add(std::move(part->name), std::string(part->content));
    if (refused) return refused;
    rest.remove_prefix(end + delimiter.size());
  }
}

}  // namespace

std::optional<Refused> collect_multipart(std::string_view body,
                                         const HeaderValue& type,
                                         ParameterCollector& collector) {
  const auto boundary = type.parameters.find("boundary");
  if (boundary == type.parameters.end() || boundary->second.empty() ||
      boundary->second.size() > boundary_limit)
    return malformed("Its content type names no boundary.");
  const std::string delimiter = "\r\n--" + boundary->second;
  // The line end before a delimiter belongs to it, but the first delimiter may
  // open the body.
  const auto dashes = std::string_view(delimiter).substr(line_end.size());
  if (body.starts_with(dashes))
    return collect_parts(body.substr(dashes.size()), delimiter, collector);
  const auto start = body.find(delimiter);
  if (start == std::string_view::npos)
    return malformed("It holds no part of a form.");
  return collect_parts(body.substr(start + delimiter.size()), delimiter,
                       collector);
}

}  // namespace provisor::wire
