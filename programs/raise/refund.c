// refund: everything back to an investor after a failure, or for a position under old terms. Anyone may send it.
#include "position.h"

static bool is_refundable(const Raise *raise, const Position *position) {
  if (raise->state == STATE_FAILED) return true;
  return (raise->state == STATE_SUCCEEDED || raise->state == STATE_UNWINDING) && is_stale(raise, position);
}

static u64 check_refund(const Context *context, Raise **raise, Position **position) {
  const AccountInfo *accounts = context->accounts;
  TRY(check_instruction(context, REFUND_RULES, REFUND_ACCOUNTS, 0));
  TRY(check_program(&accounts[REFUND_TOKEN_PROGRAM], &TOKEN_PROGRAM));
  TRY(check_program(&accounts[REFUND_ASSOCIATED_TOKEN_PROGRAM], &ASSOCIATED_TOKEN_PROGRAM));
  TRY(check_program(&accounts[REFUND_SYSTEM_PROGRAM], &SYSTEM_PROGRAM));
  TRY(load_raise(context, &accounts[REFUND_RAISE], raise));
  TRY(load_position(context, &accounts[REFUND_POSITION], &accounts[REFUND_RAISE], &accounts[REFUND_INVESTOR],
                    position));
  TRY(check_vault(&accounts[REFUND_PAYMENT_VAULT], &(*raise)->payment_vault));
  TRY(check_mint(&accounts[REFUND_PAYMENT_MINT], &(*raise)->payment_mint));
  REQUIRE(is_refundable(*raise, *position), E_WRONG_STATE);
  return 0;
}

static u64 refund(const Context *context) {
  AccountInfo *accounts = context->accounts;
  AccountInfo *destination = &accounts[REFUND_INVESTOR_PAYMENT];
  Payee payee = {&accounts[REFUND_POSITION], &accounts[REFUND_INVESTOR], &accounts[REFUND_PAYER], 0};
  Raise *raise;
  Position *position;

  TRY(check_refund(context, &raise, &position));
  TRY(prepare_payment(context, raise, &payee, destination, &accounts[REFUND_PAYMENT_MINT]));

  u64 amount = position->committed;
  raise->returned += amount; // at most `committed`
  next_sequence(raise, position);
  TRY(pay_out(context, &accounts[REFUND_RAISE], &accounts[REFUND_PAYMENT_VAULT], destination, amount));
  repay_payer(&payee);
  close_position(raise, payee.position, payee.investor);
  return 0;
}
