// tables.h — the tables of phone numbers, countries and time zones.

#pragma once

namespace provisor::operations {

// Reads them all: some 50 ms and a few megabytes. They are read when first
// asked otherwise, while a caller waits, and by every worker for itself; read
// before the workers are forked, they are there once.
void load_tables();

}  // namespace provisor::operations
