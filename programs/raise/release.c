// release: a tranche of the entitlement, less the fee, to the issuer when it is due. Anyone may send it.
#include "payout.h"

// Tranches are released in their order; the first needs no approval.
static u64 check_releasable(const Raise *raise, u64 k) {
  i64 now;
  TRY(read_clock(&now));
  REQUIRE(k < raise->tranche_count, E_TRANCHE_UNKNOWN);
  REQUIRE(raise->state == STATE_SUCCEEDED || raise->state == STATE_UNWINDING, E_WRONG_STATE);
  REQUIRE(raise->tranches[k].approved && !raise->tranches[k].released, E_TRANCHE_NOT_RELEASABLE);
  REQUIRE(k == 0 || raise->tranches[k - 1].released, E_TRANCHE_NOT_RELEASABLE);
  REQUIRE(now >= raise->tranches[k].not_before, E_TOO_EARLY);
  return 0;
}

// Shares are cut from the running total, so rounding never adds up.
static u64 share_of_tranche(const Raise *raise, u64 k, u64 *share, u64 *fee) {
  u64 released, bps = 0;
  for (u64 i = 0; i <= k; i++) bps += raise->tranches[i].bps;
  REQUIRE(share_of(raise->entitlement, bps, &released), E_OVERFLOW);
  *share = released - raise->released;
  REQUIRE(share_of(*share, raise->fee_bps, fee), E_OVERFLOW);
  return 0;
}

static u64 release(const Context *context) {
  AccountInfo *accounts = context->accounts;
  AccountInfo *destination = &accounts[RELEASE_ISSUER_PAYMENT];
  Raise *raise;
  u64 share, fee;

  TRY(check_instruction(context, RELEASE_RULES, RELEASE_ACCOUNTS, sizeof(ReleaseArguments)));
  u64 k = ARGUMENTS(context, ReleaseArguments)->tranche;
  TRY(check_program(&accounts[RELEASE_TOKEN_PROGRAM], &TOKEN_PROGRAM));
  TRY(load_raise(context, &accounts[RELEASE_RAISE], &raise));
  TRY(check_key(&accounts[RELEASE_ISSUER], &raise->issuer));
  TRY(check_vault(&accounts[RELEASE_PAYMENT_VAULT], &raise->payment_vault));
  TRY(check_releasable(raise, k));
  TRY(share_of_tranche(raise, k, &share, &fee));
  if (share > fee) TRY(check_payment_destination(raise, destination, &accounts[RELEASE_ISSUER]));

  raise->tranches[k].released = true;
  raise->released += share;
  raise->fees_due += fee;
  raise->sequence += 1;
  return pay_out(context, &accounts[RELEASE_RAISE], &accounts[RELEASE_PAYMENT_VAULT], destination, share - fee);
}
