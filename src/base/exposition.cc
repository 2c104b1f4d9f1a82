#include "provisor/base/exposition.h"

#include <array>
#include <charconv>

namespace provisor {
namespace {

std::string in_seconds(std::uint64_t microseconds) {
  const auto fraction = std::to_string(1'000'000 + microseconds % 1'000'000);
  return std::to_string(microseconds / 1'000'000) + "." + fraction.substr(1);
}

// As the custom is for the label "le": without trailing zeros.
std::string limit_in_seconds(std::uint32_t milliseconds) {
  std::array<char, 32> text;
  const auto end = std::to_chars(text.data(), text.data() + text.size(),
                                 milliseconds / 1000.0);
  return std::string(text.data(), end.ptr);
}

// Most values come from our own lists; the states of mails are the database's.
std::string escaped(std::string_view value) {
  std::string safe;
  for (const char c : value) {
    if (c == '\n') {
      safe += "\\n";
      continue;
    }
    if (c == '"' || c == '\\') safe += '\\';
    safe += c;
  }
  return safe;
}

void append_label(std::string& text, std::string_view name,
                  std::string_view value) {
  if (!text.empty()) text += ',';
  text.append(name).append("=\"").append(escaped(value)).append("\"");
}

}  // namespace

void Exposition::family(std::string_view name, std::string_view type,
                        std::string_view help) {
  name_ = "provisor_" + std::string(name);
  text_.append("# HELP ").append(name_).append(" ").append(help);
  text_.append("\n# TYPE ").append(name_).append(" ").append(type);
  text_ += '\n';
}

void Exposition::line(std::string_view suffix, Labels labels,
                      std::string_view le, std::string_view value) {
  std::string all;
  for (const auto& [name, text] : labels) append_label(all, name, text);
  if (!le.empty()) append_label(all, "le", le);
  text_.append(name_).append(suffix);
  if (!all.empty()) text_.append("{").append(all).append("}");
  text_.append(" ").append(value).append("\n");
}

void Exposition::sample(Labels labels, std::uint64_t value) {
  line("", labels, "", std::to_string(value));
}

void Exposition::seconds(Labels labels, std::uint64_t microseconds) {
  line("", labels, "", in_seconds(microseconds));
}

void Exposition::histogram(Labels label, const Histogram& histogram) {
  std::uint64_t count = 0;
  for (std::size_t i = 0; i < Histogram::limits_ms.size(); ++i) {
    count += histogram.buckets[i].load(std::memory_order_relaxed);
    line("_bucket", label, limit_in_seconds(Histogram::limits_ms[i]),
         std::to_string(count));
  }
  count += histogram.buckets.back().load(std::memory_order_relaxed);
  line("_bucket", label, "+Inf", std::to_string(count));
  line("_sum", label, "",
       in_seconds(histogram.sum_us.load(std::memory_order_relaxed)));
  line("_count", label, "", std::to_string(count));
}

void Exposition::gauge(std::string_view name, std::string_view help,
                       std::uint64_t value) {
  family(name, "gauge", help);
  sample({}, value);
}

void Exposition::counter(std::string_view name, std::string_view help,
                         std::uint64_t value) {
  family(name, "counter", help);
  sample({}, value);
}

}  // namespace provisor
