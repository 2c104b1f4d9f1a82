// file_descriptor.h — an open file that is closed when its owner ends.

#pragma once

#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <system_error>
#include <utility>

namespace provisor::fastcgi {

class FileDescriptor {
 public:
  FileDescriptor() = default;
  explicit FileDescriptor(int number) : number_(number) {}
  FileDescriptor(FileDescriptor&& other) noexcept
      : number_(std::exchange(other.number_, -1)) {}
  FileDescriptor& operator=(FileDescriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  ~FileDescriptor() {
    if (number_ >= 0) close(number_);
  }

  int number() const { return number_; }
  // The caller closes it from now on.
  int release() { return std::exchange(number_, -1); }

 private:
  int number_ = -1;
};

// Makes an eventfd readable. Fails only when its counter is full, and then it
// is readable anyway.
inline void raise_event(int event) {
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto written = write(event, &one, sizeof one);
}

// What a system call returned as a descriptor; throws when it failed.
inline FileDescriptor opened(int number, const char* call) {
  if (number < 0) throw std::system_error(errno, std::generic_category(), call);
  return FileDescriptor(number);
}

}  // namespace provisor::fastcgi
