// groups.h — user groups: whose members take turns as owners of new contacts.

#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace provisor::store {

struct GroupMember {
  std::int64_t user_id;
  std::string username;
  bool is_active;
  std::int64_t contacts;  // of the account, whose owner this member is
};

struct Group {
  std::int64_t id, account_id;
  std::string name;
  std::vector<GroupMember> members;  // by username
};

// A group and a user of the same account, as the operator names them.
struct Membership {
  std::int64_t account_id;
  std::string group;
  std::string username;
};

}  // namespace provisor::store
