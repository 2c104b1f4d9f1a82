// add_account_wish.h — what addAccount needs at least.

#pragma once

#include "provisor/operations/add_account.h"

namespace provisor {

inline operations::AddAccount smallest_add_account() {
  operations::AddAccount wish;
  wish.account.company_name = "Example Company";
  wish.account.billing_email = "billing@example.com";
  wish.user.username = "johndoe";
  wish.user.password = Secret("MnfkjH32k34089dkjg9t");
  wish.user.first_name = "John";
  wish.user.last_name = "Doe";
  wish.user.email = "johndoe@example.com";
  wish.user.phone = "(07) 3257 3906";
  return wish;
}

}  // namespace provisor
