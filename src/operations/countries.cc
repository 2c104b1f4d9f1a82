#include "provisor/operations/countries.h"

namespace provisor::operations {

std::optional<std::string> CountryMemory::find(const std::string& key_digest) {
  const std::lock_guard lock(mutex_);
  const auto place = places_.find(key_digest);
  if (place == places_.end()) return std::nullopt;
  entries_.splice(entries_.begin(), entries_, place->second);
  return place->second->second;
}

void CountryMemory::remember(const std::string& key_digest,
                             const std::string& country) {
  const std::lock_guard lock(mutex_);
  forget(key_digest);
  entries_.emplace_front(key_digest, country);
  // A list moves no entry, so the map's views stay valid.
  places_.emplace(entries_.front().first, entries_.begin());
  if (entries_.size() > most_) {
    places_.erase(entries_.back().first);
    entries_.pop_back();
  }
}

void CountryMemory::forget(const std::string& key_digest) {
  const auto place = places_.find(key_digest);
  if (place == places_.end()) return;
  const auto entry = place->second;
  places_.erase(place);
  entries_.erase(entry);
}

}  // namespace provisor::operations
