// retention.h — what is deleted after a time.

#pragma once

#include <chrono>
#include <string>

namespace provisor::store {

struct PruneWish {
  std::string what;              // operations, links, sent_mails, failed_mails
  std::chrono::days older_than;  // at least 1, of mails 32; else Fault
  bool is_dry_run = false;
};

}  // namespace provisor::store
