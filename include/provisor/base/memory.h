// memory.h — what was learnt last about many things.

#pragma once

#include <cstddef>
#include <list>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace provisor {

// Thread-safe. Forgets the name longest not asked about when it is full.
template <class Value>
class Memory {
 public:
  explicit Memory(std::size_t most = 10'000) : most_(most) {}

  std::optional<Value> find(const std::string& name) {
    const std::lock_guard lock(mutex_);
    const auto place = places_.find(name);
    if (place == places_.end()) return std::nullopt;
    entries_.splice(entries_.begin(), entries_, place->second);
    return place->second->second;
  }

  void remember(const std::string& name, const Value& value) {
    const std::lock_guard lock(mutex_);
    forget(name);
    entries_.emplace_front(name, value);
    // A list moves no entry, so the map's views stay valid.
    places_.emplace(entries_.front().first, entries_.begin());
    if (entries_.size() > most_) {
      places_.erase(entries_.back().first);
      entries_.pop_back();
    }
  }

 private:
  using Entry = std::pair<std::string, Value>;

  void forget(const std::string& name) {  // with mutex_ held
    const auto place = places_.find(name);
    if (place == places_.end()) return;
    const auto entry = place->second;
    places_.erase(place);
    entries_.erase(entry);
  }

  const std::size_t most_;
  std::mutex mutex_;
  std::list<Entry> entries_;  // the one asked about last in front
  std::unordered_map<std::string_view, typename std::list<Entry>::iterator>
      places_;
};

}  // namespace provisor
