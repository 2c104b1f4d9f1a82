// json_writer.h — one JSON object, written straight into a string.
//
// A wish is encoded by the thread that wishes, before it stands in line; the
// leader of a set only joins the texts. A tree of values in between would cost
// more than all the rest of the queue. Texts are valid UTF-8 without NUL: the
// operations have seen to that.

#pragma once

#include <concepts>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace provisor::store {

class JsonWriter {
 public:
  explicit JsonWriter(std::size_t reserved) { text_.reserve(reserved); }

  JsonWriter& add(std::string_view name, std::string_view value);
  JsonWriter& add(std::string_view name, const char* value) {
    return add(name, std::string_view(value));
  }
  JsonWriter& add(std::string_view name,
                  const std::vector<std::string>& values);
  template <std::same_as<bool> B>
  JsonWriter& add(std::string_view name, B value) {
    return raw(name, value ? "true" : "false");
  }
  template <std::integral I>
  requires(!std::same_as<I, bool>) JsonWriter& add(std::string_view name,
                                                   I value) {
    return raw(name, std::to_string(value));
  }
  // Nothing at all when there is no value.
  template <class T>
  JsonWriter& add(std::string_view name, const std::optional<T>& value) {
    return value ? add(name, *value) : *this;
  }

  // The members without the braces around them, so that more can be added.
  std::string members() && { return std::move(text_); }

 private:
  JsonWriter& raw(std::string_view name, std::string_view value);
  void begin(std::string_view name);
  void quote(std::string_view value);

  std::string text_;
};

}  // namespace provisor::store
