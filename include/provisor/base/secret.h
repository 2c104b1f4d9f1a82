// secret.h — a text that must not be shown: keys, passwords, link tokens.
//
// It cannot be printed, compares in constant time and is wiped when it ends.
// `reveal` is the one way to the bytes; search for it to see who looks.

#pragma once

#include <string>
#include <string_view>

namespace provisor {

class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string text);
  Secret(const Secret&) = default;
  Secret(Secret&& other) noexcept;
  Secret& operator=(const Secret& other);
  Secret& operator=(Secret&& other) noexcept;
  ~Secret() { wipe(); }

  std::string_view reveal() const { return text_; }
  bool empty() const { return text_.empty(); }

  // Takes the same time wherever the texts differ; lengths are not hidden.
  bool operator==(const Secret& other) const;

 private:
  static void wipe(std::string& text) noexcept;
  void wipe() noexcept { wipe(text_); }

  std::string text_;
};

template <class Stream>
Stream& operator<<(Stream&, const Secret&) = delete;

}  // namespace provisor
