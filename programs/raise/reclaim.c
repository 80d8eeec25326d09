// reclaim: the tokens that nobody bought, back to the issuer. Anyone may send it.
#include "payout.h"

// What must stay for investors: all that was sold (when unwinding, the approved part) less what they have already.
static u64 tokens_owed(const Raise *raise, u64 *owed) {
  u64 sold, kept;
  *owed = 0;
  if (raise->state == STATE_FAILED) return 0;
  REQUIRE(tokens_for(raise, smaller(raise->confirmed, raise->cap), &sold), E_OVERFLOW);
  REQUIRE(tokens_kept(raise, sold, &kept), E_OVERFLOW);
  *owed = kept - raise->delivered;
  return 0;
}

static u64 reclaim(const Context *context) {
  AccountInfo *accounts = context->accounts;
  AccountInfo *issuer = &accounts[RECLAIM_ISSUER], *vault = &accounts[RECLAIM_SALE_VAULT];
  AccountInfo *destination = &accounts[RECLAIM_ISSUER_TOKENS];
  Raise *raise;
  u64 owed;

  TRY(check_instruction(context, RECLAIM_RULES, RECLAIM_ACCOUNTS, 0));
  TRY(check_program(&accounts[RECLAIM_TOKEN_PROGRAM], &TOKEN_PROGRAM));
  TRY(load_raise(context, &accounts[RECLAIM_RAISE], &raise));
  TRY(check_key(issuer, &raise->issuer));
  REQUIRE(raise->state != STATE_DRAFT && raise->state != STATE_OPEN, E_WRONG_STATE);
  TRY(check_token_vault(vault, &raise->sale_vault, &raise->sale_mint));
  TRY(tokens_owed(raise, &owed));
  u64 balance = token_account(vault)->amount;
  REQUIRE(balance > owed, E_NOTHING_DUE);
  TRY(check_token_destination(destination, issuer, &raise->sale_mint, &raise->sale_vault));

  raise->sequence += 1;
  return pay_tokens(context, &accounts[RECLAIM_RAISE], vault, destination, balance - owed);
}
