// expire: a tranche was not approved in time, so what is not approved goes back. Anyone may send it.
#include "tranches.h"

static u64 expire(const Context *context) {
  Raise *raise;
  i64 now;

  TRY(check_instruction(context, EXPIRE_RULES, EXPIRE_ACCOUNTS, sizeof(ExpireArguments)));
  u64 k = ARGUMENTS(context, ExpireArguments)->tranche;
  TRY(load_raise(context, &context->accounts[EXPIRE_RAISE], &raise));
  TRY(check_undecided(raise, k));
  TRY(read_clock(&now));
  REQUIRE(now >= raise->tranches[k].approve_by, E_TOO_EARLY);

  return begin_unwinding(raise);
}
