// settle: success or failure, decided once by the confirmed total.
#include "formulas.h"

static u64 settle(const Context *context) {
  Raise *raise;
  i64 now;

  TRY(check_instruction(context, SETTLE_RULES, SETTLE_ACCOUNTS, 0));
  TRY(load_raise(context, &context->accounts[SETTLE_RAISE], &raise));
  REQUIRE(raise->state == STATE_OPEN, E_WRONG_STATE);
  TRY(read_clock(&now));
  REQUIRE(now >= raise->settle_after, E_TOO_EARLY);

  if (raise->confirmed < raise->minimum) {
    raise->state = STATE_FAILED;
    return 0;
  }
  raise->state = STATE_SUCCEEDED;
  raise->settled_at = now;
  raise->entitlement = entitlement_of(raise->confirmed, raise->cap, raise->positions_confirmed);
  return 0;
}
