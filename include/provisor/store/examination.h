// examination.h — what the database tells about its own state.

#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace provisor::store {

// A role that cannot sign in, in a sentence, and the statement that lets it.
struct ShutOutRole {
  std::string text, statement;
};

struct Examination {
  int server_version;                 // 150020: 15.20
  bool is_standby;                    // takes no sign-ups
  bool is_read_only;                  // nor does one that is set so
  int max_connections;                // those kept for superusers not counted
  std::optional<int> schema_version;  // none: it has no schema yet
  bool has_these_functions;           // and grants: those of the files
  std::chrono::duration<double> clock_ahead;  // of this machine's; ± round trip
  // What a role has or lacks, one sentence each; empty: all is as it should be.
  std::vector<std::string> role_faults;
  std::vector<ShutOutRole> shut_out_roles;
  // Roles whose secrets may get into PostgreSQL's log.
  std::vector<std::string> talkative_roles;
  std::chrono::seconds longest_due;  // how long the mail due longest has waited
  std::int64_t failed_mails;         // given up in the last day
  std::string mails_wait_for;  // what the mail server said last; empty: nothing
};

// `connection` is of the role provisor_admin. Throws Away and Fault (fault.h),
// and MigrationError (migrations.h) when the files cannot be read.
Examination examine(const std::string& connection,
                    const std::filesystem::path& sql_directory);

}  // namespace provisor::store
