// cancel: the raise fails now instead of later, and everybody is refunded.
#include "accounts.h"

// The guardian may at any time before settlement, the issuer before commitments end, and anyone may end a draft that
// can no longer open.
static bool may_cancel(const Raise *raise, const Pubkey *actor, i64 now) {
  bool draft = raise->state == STATE_DRAFT, before_close = now < raise->closes_at;
  if (same_key(actor, &raise->guardian)) return true;
  if (same_key(actor, &raise->issuer)) return draft || before_close;
  return draft && !before_close;
}

static u64 cancel(const Context *context) {
  const AccountInfo *accounts = context->accounts;
  Raise *raise;
  i64 now;

  TRY(check_instruction(context, CANCEL_RULES, CANCEL_ACCOUNTS, 0));
  TRY(load_raise(context, &accounts[CANCEL_RAISE], &raise));
  REQUIRE(raise->state == STATE_DRAFT || raise->state == STATE_OPEN, E_WRONG_STATE);
  TRY(read_clock(&now));
  REQUIRE(may_cancel(raise, accounts[CANCEL_ACTOR].key, now), E_WRONG_KEY);

  raise->state = STATE_FAILED;
  return 0;
}
