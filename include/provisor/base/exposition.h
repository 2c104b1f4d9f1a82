// exposition.h — metrics as Prometheus reads them, text format 0.0.4.
//
// One family after the other: family(), then its samples. All names begin with
// "provisor_". Counters end in "_total", times are in seconds.

#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include "provisor/base/metrics.h"

namespace provisor {

class Exposition {
 public:
  using Labels =
      std::initializer_list<std::pair<std::string_view, std::string_view>>;

  void family(std::string_view name, std::string_view type,
              std::string_view help);
  // Of the family begun last.
  void sample(Labels labels, std::uint64_t value);
  void seconds(Labels labels, std::uint64_t microseconds);
  // Buckets, sum and count; `label` stands beside "le" in each bucket.
  void histogram(Labels label, const Histogram& histogram);

  // A family of one sample.
  void gauge(std::string_view name, std::string_view help, std::uint64_t value);
  void counter(std::string_view name, std::string_view help,
               std::uint64_t value);

  std::string text() && { return std::move(text_); }

 private:
  void line(std::string_view suffix, Labels labels, std::string_view le,
            std::string_view value);

  std::string name_;
  std::string text_;
};

}  // namespace provisor
