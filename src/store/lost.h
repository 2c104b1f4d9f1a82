// lost.h — the connection ended while a statement ran.

#pragma once

#include "provisor/store/fault.h"

namespace provisor::store {

// Whether the statement was committed is unknown. Where nobody can repeat it
// safely it is just one more way in which the database is away.
class Lost : public Away {
 public:
  using Away::Away;
};

}  // namespace provisor::store
