// keys.h — the table of all keys: what each sets and what it may hold.

#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "provisor/config/config.h"

namespace provisor::config {

// Text that is not empty and has no control characters.
struct Text {
  std::string& (*target)(Config&);
};

// What the product is called.
struct ProductName {
  std::string& (*target)(Config&);
};

// Whom mails come from.
struct Sender {
  std::string& (*target)(Config&);
};

// One of these words.
struct Choice {
  std::string& (*target)(Config&);
  std::span<const std::string_view> words;
};

// A connection string of libpq, without a password in it.
struct Connection {
  std::string& (*target)(Config&);
};

// An absolute path of at most so many bytes.
struct Path {
  std::filesystem::path& (*target)(Config&);
  std::size_t most_bytes = 4095;
};

template <class Number>
struct Integer {
  Number& (*target)(Config&);
  std::int64_t least, most;
};

struct Milliseconds {
  std::chrono::milliseconds& (*target)(Config&);
  std::int64_t least, most;
};

// 0, for ever, may be below the least.
struct Days {
  std::chrono::days& (*target)(Config&);
  std::int64_t least, most;
};

struct Key {
  std::string_view name;  // with its section: "pool.threads"
  std::variant<Text, ProductName, Sender, Choice, Connection, Path,
               Integer<std::uint32_t>, Integer<std::uint64_t>, Milliseconds,
               Days>
      kind;
};

std::span<const Key> all_keys();

}  // namespace provisor::config
