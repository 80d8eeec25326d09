// approve: both approvers agree that a tranche may be released. Final.
#include "tranches.h"

static u64 approve(const Context *context) {
  const AccountInfo *accounts = context->accounts;
  Raise *raise;
  i64 now;

  TRY(check_instruction(context, APPROVE_RULES, APPROVE_ACCOUNTS, sizeof(ApproveArguments)));
  u64 k = ARGUMENTS(context, ApproveArguments)->tranche;
  TRY(load_raise(context, &accounts[APPROVE_RAISE], &raise));
  TRY(check_approvers(raise, &accounts[APPROVE_APPROVER_A], &accounts[APPROVE_APPROVER_B]));
  TRY(check_undecided(raise, k)); // the first is approved from the start, so k >= 1
  REQUIRE(raise->tranches[k - 1].approved, E_TRANCHE_OUT_OF_TURN);
  TRY(read_clock(&now));
  REQUIRE(now < raise->tranches[k].approve_by, E_ALREADY_CLOSED);

  raise->tranches[k].approved = true;
  return 0;
}
