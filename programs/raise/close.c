// close: when every position is gone, the dust and the rents go to the issuer, and the id stays used for ever.
#include "payout.h"

static u64 check_finished(const Raise *raise) {
  REQUIRE(raise->state != STATE_DRAFT && raise->state != STATE_OPEN, E_WRONG_STATE);
  REQUIRE(raise->positions_open == 0, E_POSITIONS_OPEN);
  REQUIRE(raise->fees_due == 0, E_MONEY_DUE);
  REQUIRE(raise->state == STATE_FAILED || is_fully_released(raise), E_MONEY_DUE);
  return 0;
}

// Empties and closes a token vault of the raise. A vault that was never made, or is not there any more, is no obstacle.
static u64 close_token_vault(const Context *context, const Pubkey *mint, AccountInfo *vault, AccountInfo *destination) {
  AccountInfo *raise = &context->accounts[CLOSE_RAISE], *issuer = &context->accounts[CLOSE_ISSUER];
  const TokenAccount *token = token_account(vault);
  if (!token) return 0;
  if (token->amount > 0) {
    TRY(check_token_destination(destination, issuer, mint, vault->key));
    TRY(pay_tokens(context, raise, vault, destination, token->amount));
  }
  RaiseSigner seeds;
  raise_signer(raise_of(raise), &seeds);
  return token_close_account(context, vault, issuer, raise, &seeds.signer);
}

// The last byte of the tombstone: how many tranches were released, as a digit. With it, whoever last saw the raise before
// its end knows how it ended.
static u64 released_digit(const Raise *raise) {
  u64 count = 0;
  for (u64 k = 0; k < raise->tranche_count; k++) count += raise->tranches[k].released ? 1 : 0;
  return count << 56;
}

// Eight bytes that say that this id was used, and the rent of eight bytes.
static u64 leave_tombstone(AccountInfo *raise, AccountInfo *issuer) {
  u64 rent, tombstone = DISCRIMINATOR_TOMBSTONE + released_digit(raise_of(raise));
  REQUIRE(rent_minimum(TOMBSTONE_SIZE, &rent), E_RENT_UNKNOWN);
  sol_memset_(raise->data, 0, raise->data_len);
  *(u64 *)raise->data = tombstone;
  set_data_len(raise, TOMBSTONE_SIZE);
  if (*raise->lamports > rent) move_lamports(raise, issuer, *raise->lamports - rent);
  return 0;
}

static u64 close(const Context *context) {
  AccountInfo *accounts = context->accounts;
  AccountInfo *issuer = &accounts[CLOSE_ISSUER], *payment_vault = &accounts[CLOSE_PAYMENT_VAULT];
  Raise *raise;

  TRY(check_instruction(context, CLOSE_RULES, CLOSE_ACCOUNTS, 0));
  TRY(check_program(&accounts[CLOSE_TOKEN_PROGRAM], &TOKEN_PROGRAM));
  TRY(load_raise(context, &accounts[CLOSE_RAISE], &raise));
  TRY(check_key(issuer, &raise->issuer));
  TRY(check_vault(payment_vault, &raise->payment_vault));
  TRY(check_vault(&accounts[CLOSE_SALE_VAULT], &raise->sale_vault));
  TRY(check_finished(raise));
  bool native = is_native(raise);
  if (native) TRY(check_payment_destination(raise, &accounts[CLOSE_ISSUER_PAYMENT], issuer));

  TRY(close_token_vault(context, &raise->sale_mint, &accounts[CLOSE_SALE_VAULT], &accounts[CLOSE_ISSUER_TOKENS]));
  if (native) {
    close_account(payment_vault, issuer); // moves lamports directly, so after every call into another program
  } else {
    TRY(close_token_vault(context, &raise->payment_mint, payment_vault, &accounts[CLOSE_ISSUER_PAYMENT]));
  }
  return leave_tombstone(&accounts[CLOSE_RAISE], issuer);
}
