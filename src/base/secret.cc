#include "provisor/base/secret.h"

#include <string.h>

namespace provisor {

Secret::Secret(std::string text) : text_(std::move(text)) { wipe(text); }

Secret::Secret(Secret&& other) noexcept : text_(std::move(other.text_)) {
  other.wipe();
}

Secret& Secret::operator=(const Secret& other) {
  if (this == &other) return *this;
  wipe();
  text_ = other.text_;
  return *this;
}

Secret& Secret::operator=(Secret&& other) noexcept {
  if (this == &other) return *this;
  wipe();
  text_ = std::move(other.text_);
  other.wipe();
  return *this;
}

bool Secret::operator==(const Secret& other) const {
  if (text_.size() != other.text_.size()) return false;
  // Volatile, so that no compiler turns the loop into one that ends early.
  volatile unsigned char difference = 0;
  for (std::size_t i = 0; i < text_.size(); ++i) {
    difference =
        static_cast<unsigned char>(difference | (text_[i] ^ other.text_[i]));
  }
  return difference == 0;
}

// A moved-from string keeps short texts in its own buffer, so all of the
// capacity is overwritten and not just what the size still covers.
void Secret::wipe(std::string& text) noexcept {
  text.resize(text.capacity());
  explicit_bzero(text.data(), text.size());
  text.clear();
}

}  // namespace provisor
