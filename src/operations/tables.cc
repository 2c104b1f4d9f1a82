#include "provisor/operations/tables.h"

#include "provisor/operations/normalise.h"
#include "timezones.h"

namespace provisor::operations {

void load_tables() {
  e164_phone("+12125550123", "US");
  country_code("US");
  timezones();
}

}  // namespace provisor::operations
