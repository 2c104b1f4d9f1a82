#include "keys.h"

namespace provisor::config {
namespace {

using Small = Integer<std::uint32_t>;
using Large = Integer<std::uint64_t>;

// What sockaddr_un takes, with its closing NUL.
constexpr std::size_t socket_path_most = 107;

// The ranges of [passwords] are those of auth/password.h; docs/configuration.md
// restates this table for people.
constexpr Key keys[] = {
    {"log_level", LogLevel{[](Config & c) -> auto& {return c.log_level;
}  // namespace
}  // namespace provisor::config
}
,

    {"database.api", Text{[](Config & c) -> auto& {return c.database.api;
}
}
}
, {"database.mailer", Text{[](Config & c) -> auto& {return c.database.mailer;
}
}
}
, {"database.admin", Text{[](Config & c) -> auto& {return c.database.admin;
}
}
}
, {"database.owner", Text{[](Config & c) -> auto& {return c.database.owner;
}
}
}
, {"database.lanes", Small{[](Config & c) -> auto& {return c.database.lanes;
}
, 1, 16
}
}
, {"database.largest_set",
   Small{[](Config & c) -> auto& {return c.database.largest_set;
}
, 1, 256
}
}
,

    {"pool.socket", Path{[](Config & c) -> auto& {return c.pool.socket;
}
, socket_path_most
}
}
, {"pool.workers", Small{[](Config & c) -> auto& {return c.pool.workers;
}
, 0, 64
}
}
, {"pool.threads", Small{[](Config & c) -> auto& {return c.pool.threads;
}
, 1, 512
}
}
, {"pool.requests_per_worker",
   Large{[](Config & c) -> auto& {return c.pool.requests_per_worker;
}
, 0, 1'000'000'000'000
}
}
, {"pool.request_deadline",
   Milliseconds{[](Config & c) -> auto& {return c.pool.request_deadline;
}
, 100, 300'000
}
}
, {"pool.drain", Milliseconds{[](Config & c) -> auto& {return c.pool.drain;
}
, 0, 300'000
}
}
,

    {"passwords.argon2id_memory_kib",
     Small{[](Config & c) -> auto& {return c.passwords.argon2id_memory_kib;
}
, 8, 1'048'576
}
}
, {"passwords.argon2id_passes",
   Small{[](Config & c) -> auto& {return c.passwords.argon2id_passes;
}
, 1, 20
}
}
, {"passwords.scrypt_log2_n",
   Small{[](Config & c) -> auto& {return c.passwords.scrypt_log2_n;
}
, 1, 20
}
}
, {"passwords.scrypt_p",
   Small{[](Config & c) -> auto& {return c.passwords.scrypt_p;
}
, 1, 16
}
}
, {"passwords.slots", Small{[](Config & c) -> auto& {return c.passwords.slots;
}
, 0, 64
}
}
, {"passwords.wait",
   Milliseconds{[](Config & c) -> auto& {return c.passwords.wait;
}
, 0, 300'000
}
}
,

    {"mail.drop_directory",
     Path{[](Config & c) -> auto& {return c.mail.drop_directory;
}
}
}
, {"mail.from", Text{[](Config & c) -> auto& {return c.mail.from;
}
}
}
, {"mail.product_name",
   Text{[](Config & c) -> auto& {return c.mail.product_name;
}
}
}
, {"mail.link_host", Text{[](Config & c) -> auto& {return c.mail.link_host;
}
}
}
, {"mail.poll", Milliseconds{[](Config & c) -> auto& {return c.mail.poll;
}
, 10, 60'000
}
}
,

    {"sql.directory", Path{[](Config & c) -> auto& {return c.sql.directory;
}
}
}
,
}
;

}  // namespace

std::span<const Key> all_keys() { return keys; }

}  // namespace provisor::config
