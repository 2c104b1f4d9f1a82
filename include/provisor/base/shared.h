// shared.h — one object in memory that a process shares with those it forks.
//
// For counters and slots made of lock-free atomics. The object starts
// value-initialised and is never destroyed; the mapping ends with the
// processes.

#pragma once

#include <sys/mman.h>

#include <cerrno>
#include <new>
#include <system_error>
#include <type_traits>

namespace provisor {

template <class T>
class Shared {
  static_assert(std::is_trivially_destructible_v<T>);

 public:
  // Throws std::system_error when the kernel has no memory to give.
  Shared() {
    void* memory = mmap(nullptr, sizeof(T), PROT_READ | PROT_WRITE,
                        MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED)
      throw std::system_error(errno, std::generic_category(), "mmap");
    object_ = new (memory) T{};
  }
  ~Shared() { munmap(object_, sizeof(T)); }
  Shared(const Shared&) = delete;
  Shared& operator=(const Shared&) = delete;

  T& operator*() const { return *object_; }
  T* operator->() const { return object_; }

 private:
  T* object_;
};

}  // namespace provisor
