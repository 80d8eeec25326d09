// reject: both approvers send everything that is not approved back to the investors, without waiting for its time.
#include "tranches.h"

static u64 reject(const Context *context) {
  const AccountInfo *accounts = context->accounts;
  Raise *raise;

  TRY(check_instruction(context, REJECT_RULES, REJECT_ACCOUNTS, sizeof(RejectArguments)));
  u64 k = ARGUMENTS(context, RejectArguments)->tranche;
  TRY(load_raise(context, &accounts[REJECT_RAISE], &raise));
  TRY(check_approvers(raise, &accounts[REJECT_APPROVER_A], &accounts[REJECT_APPROVER_B]));
  TRY(check_undecided(raise, k));

  raise->tranches[k].rejected = true;
  return begin_unwinding(raise);
}
