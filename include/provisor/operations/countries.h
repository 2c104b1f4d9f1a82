// countries.h — the country of each caller seen before.
//
// A national phone number can only be read when the caller's country is known,
// and that lies in the database. Remembering it saves a round trip; it grants
// nothing: the statement compares it with the present one.

#pragma once

#include <string>

#include "provisor/base/memory.h"

namespace provisor::operations {

// ISO 3166-1 alpha-2 by the digest of the caller's key.
class CountryMemory : public Memory<std::string> {
 public:
  using Memory::Memory;
};

}  // namespace provisor::operations
