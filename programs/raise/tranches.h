// Whether a tranche goes on to the issuer or back to the investors: decided once, in their order.
#pragma once
#include "formulas.h"

// A tranche whose fate is open: of a raise that succeeded, and not approved, which is final.
static u64 check_undecided(const Raise *raise, u64 k) {
  REQUIRE(k < raise->tranche_count, E_TRANCHE_UNKNOWN);
  REQUIRE(raise->state == STATE_SUCCEEDED, E_WRONG_STATE);
  REQUIRE(!raise->tranches[k].approved, E_TRANCHE_APPROVED);
  return 0;
}

// The two people who decide, and whose word counts only together.
static u64 check_approvers(const Raise *raise, const AccountInfo *approver_a, const AccountInfo *approver_b) {
  TRY(check_key(approver_a, &raise->approver_a));
  return check_key(approver_b, &raise->approver_b);
}

// What is not approved by now goes back; U is fixed for ever, and what is approved stays releasable.
static u64 begin_unwinding(Raise *raise) {
  u64 kept;
  REQUIRE(share_of(raise->entitlement, approved_bps(raise), &kept), E_OVERFLOW);
  raise->unwindable = raise->entitlement - kept;
  raise->state = STATE_UNWINDING;
  return 0;
}
