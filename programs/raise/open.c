// open: anyone, once the whole allocation lies in the sale vault.
#include "accounts.h"

static u64 open_raise(const Context *context) {
  const AccountInfo *accounts = context->accounts;
  const AccountInfo *vault = &accounts[OPEN_SALE_VAULT];
  Raise *raise;
  i64 now;

  TRY(check_instruction(context, OPEN_RULES, OPEN_ACCOUNTS, 0));
  TRY(load_raise(context, &accounts[OPEN_RAISE], &raise));
  REQUIRE(raise->state == STATE_DRAFT, E_WRONG_STATE);
  TRY(read_clock(&now));
  REQUIRE(now < raise->closes_at, E_ALREADY_CLOSED);
  TRY(check_token_vault(vault, &raise->sale_vault, &raise->sale_mint));
  REQUIRE(token_account(vault)->amount >= raise->tokens_at_cap, E_ALLOCATION_MISSING);

  raise->state = STATE_OPEN;
  return 0;
}
