// claim: pays the excess back, then delivers the tokens that have vested and are unlocked. Anyone may send it.
#include "position.h"

// What one claim will do.
typedef struct {
  u64 accepted;
  u64 excess;
  u64 tokens;
  bool closes;
} Due;

static u64 tokens_due(const Raise *raise, const Position *position, u64 bought, u64 *due) {
  i64 now;
  u64 vested, unlocked;
  TRY(read_clock(&now));
  REQUIRE(vested_amount(raise, bought, now, &vested), E_OVERFLOW);
  REQUIRE(share_of(bought, released_bps(raise), &unlocked), E_OVERFLOW);
  u64 total = smaller(vested, unlocked);
  *due = total > position->delivered ? total - position->delivered : 0;
  return 0;
}

static u64 work_out(const Raise *raise, const Position *position, Due *due) {
  u64 bought;
  REQUIRE(accepted_amount(raise, position, &due->accepted), E_OVERFLOW);
  due->excess = position->excess_paid ? 0 : position->committed - due->accepted;
  REQUIRE(tokens_for(raise, due->accepted, &bought), E_OVERFLOW);
  TRY(tokens_due(raise, position, bought, &due->tokens));
  Standing after = {bought, position->delivered + due->tokens, position->unwound};
  TRY(is_finished(raise, &after, &due->closes));
  REQUIRE(due->excess > 0 || due->tokens > 0 || due->closes, E_NOTHING_DUE);
  return 0;
}

static u64 check_claim(const Context *context, Raise **raise, Position **position) {
  const AccountInfo *accounts = context->accounts;
  TRY(check_instruction(context, CLAIM_RULES, CLAIM_ACCOUNTS, 0));
  TRY(check_program(&accounts[CLAIM_TOKEN_PROGRAM], &TOKEN_PROGRAM));
  TRY(check_program(&accounts[CLAIM_ASSOCIATED_TOKEN_PROGRAM], &ASSOCIATED_TOKEN_PROGRAM));
  TRY(check_program(&accounts[CLAIM_SYSTEM_PROGRAM], &SYSTEM_PROGRAM));
  TRY(load_raise(context, &accounts[CLAIM_RAISE], raise));
  TRY(load_position(context, &accounts[CLAIM_POSITION], &accounts[CLAIM_RAISE], &accounts[CLAIM_INVESTOR], position));
  TRY(check_vault(&accounts[CLAIM_PAYMENT_VAULT], &(*raise)->payment_vault));
  TRY(check_vault(&accounts[CLAIM_SALE_VAULT], &(*raise)->sale_vault));
  TRY(check_mint(&accounts[CLAIM_PAYMENT_MINT], &(*raise)->payment_mint));
  TRY(check_mint(&accounts[CLAIM_SALE_MINT], &(*raise)->sale_mint));
  REQUIRE((*raise)->state == STATE_SUCCEEDED || (*raise)->state == STATE_UNWINDING, E_WRONG_STATE);
  REQUIRE(!is_stale(*raise, *position), E_STALE_POSITION);
  return 0;
}

// Only an account that will receive something is looked at, and created when it is missing.
static u64 prepare_destinations(const Context *context, const Raise *raise, const Due *due, Payee *payee) {
  AccountInfo *accounts = context->accounts;
  AccountInfo *payment = &accounts[CLAIM_INVESTOR_PAYMENT], *tokens = &accounts[CLAIM_INVESTOR_TOKENS];
  if (due->excess > 0) {
    TRY(prepare_payment(context, raise, payee, payment, &accounts[CLAIM_PAYMENT_MINT]));
  }
  if (due->tokens > 0) {
    TRY(prepare_token_account(context, payee, tokens, &accounts[CLAIM_SALE_MINT], &raise->sale_vault));
  }
  return 0;
}

static void record_claim(const Due *due, Raise *raise, Position *position) {
  position->excess_paid = true;
  position->accepted = due->accepted;
  position->returned += due->excess;
  position->delivered += due->tokens;
  raise->returned += due->excess;
  raise->delivered += due->tokens;
  next_sequence(raise, position);
}

static u64 claim(const Context *context) {
  AccountInfo *accounts = context->accounts;
  AccountInfo *raise_account = &accounts[CLAIM_RAISE];
  Payee payee = {&accounts[CLAIM_POSITION], &accounts[CLAIM_INVESTOR], &accounts[CLAIM_PAYER], 0};
  Raise *raise;
  Position *position;
  Due due;

  TRY(check_claim(context, &raise, &position));
  TRY(work_out(raise, position, &due));
  TRY(prepare_destinations(context, raise, &due, &payee));

  record_claim(&due, raise, position);
  if (due.tokens > 0) {
    TRY(pay_tokens(context, raise_account, &accounts[CLAIM_SALE_VAULT], &accounts[CLAIM_INVESTOR_TOKENS], due.tokens));
  }
  TRY(pay_out(context, raise_account, &accounts[CLAIM_PAYMENT_VAULT], &accounts[CLAIM_INVESTOR_PAYMENT], due.excess));
  repay_payer(&payee);
  if (due.closes) close_position(raise, payee.position, payee.investor);
  return 0;
}
