// countries.h — the country of each caller seen before.
//
// A national phone number can only be read when the caller's country is known,
// and that lies in the database. Remembering it saves a round trip; it grants
// nothing: the statement compares it with the present one.

#pragma once

#include <cstddef>
#include <list>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace provisor::operations {

// Thread-safe. Forgets the caller longest not asked about when it is full.
class CountryMemory {
 public:
  explicit CountryMemory(std::size_t most = 10'000) : most_(most) {}

  std::optional<std::string> find(const std::string& key_digest);
  void remember(const std::string& key_digest, const std::string& country);

 private:
  using Entry = std::pair<std::string, std::string>;  // digest, country

  void forget(const std::string& key_digest);  // with mutex_ held

  const std::size_t most_;
  std::mutex mutex_;
  std::list<Entry> entries_;  // the one asked about last in front
  std::unordered_map<std::string_view, std::list<Entry>::iterator> places_;
};

}  // namespace provisor::operations
