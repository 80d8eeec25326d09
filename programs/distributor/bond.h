// The end of a bond.
#pragma once
#include "payout.h"

// What is left in the vault, its rent and the bond's go to the owner. Calls into other programs come first.
static u64 return_bond(const Context *context, const Purse *purse, AccountInfo *destination, AccountInfo *owner) {
  TRY(empty_and_close(context, purse, destination, owner));
  close_account(purse->holder, owner);
  return 0;
}
