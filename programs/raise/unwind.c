// unwind: an investor's share of what will never be released, after the excess if that is still due. Anyone may send it.
#include "position.h"

// What one unwinding will do.
typedef struct {
  u64 accepted;
  u64 payment; // excess and share together
  bool closes;
} Return;

// floor(committed * U / T): both are frozen, so nobody's share depends on who comes first.
static u64 work_out_return(const Raise *raise, const Position *position, Return *due) {
  u64 share, bought;
  REQUIRE(accepted_amount(raise, position, &due->accepted), E_OVERFLOW);
  REQUIRE(multiply_divide(position->committed, raise->unwindable, raise->confirmed, &share), E_OVERFLOW);
  due->payment = share + (position->excess_paid ? 0 : position->committed - due->accepted); // at most `committed`
  REQUIRE(tokens_for(raise, due->accepted, &bought), E_OVERFLOW);
  Standing after = {bought, position->delivered, true};
  return is_finished(raise, &after, &due->closes);
}

static u64 check_unwind(const Context *context, Raise **raise, Position **position) {
  const AccountInfo *accounts = context->accounts;
  TRY(check_instruction(context, UNWIND_RULES, UNWIND_ACCOUNTS, 0));
  TRY(check_program(&accounts[UNWIND_TOKEN_PROGRAM], &TOKEN_PROGRAM));
  TRY(check_program(&accounts[UNWIND_ASSOCIATED_TOKEN_PROGRAM], &ASSOCIATED_TOKEN_PROGRAM));
  TRY(check_program(&accounts[UNWIND_SYSTEM_PROGRAM], &SYSTEM_PROGRAM));
  TRY(load_raise(context, &accounts[UNWIND_RAISE], raise));
  TRY(load_position(context, &accounts[UNWIND_POSITION], &accounts[UNWIND_RAISE], &accounts[UNWIND_INVESTOR],
                    position));
  TRY(check_vault(&accounts[UNWIND_PAYMENT_VAULT], &(*raise)->payment_vault));
  TRY(check_mint(&accounts[UNWIND_PAYMENT_MINT], &(*raise)->payment_mint));
  REQUIRE((*raise)->state == STATE_UNWINDING, E_WRONG_STATE);
  REQUIRE(!is_stale(*raise, *position), E_STALE_POSITION);
  REQUIRE(!(*position)->unwound, E_NOTHING_DUE);
  return 0;
}

static void record_return(const Return *due, Raise *raise, Position *position) {
  position->excess_paid = true;
  position->unwound = true;
  position->accepted = due->accepted;
  position->returned += due->payment;
  raise->returned += due->payment;
  next_sequence(raise, position);
}

static u64 unwind(const Context *context) {
  AccountInfo *accounts = context->accounts;
  AccountInfo *destination = &accounts[UNWIND_INVESTOR_PAYMENT];
  Payee payee = {&accounts[UNWIND_POSITION], &accounts[UNWIND_INVESTOR], &accounts[UNWIND_PAYER], 0};
  Raise *raise;
  Position *position;
  Return due;

  TRY(check_unwind(context, &raise, &position));
  TRY(work_out_return(raise, position, &due));
  if (due.payment > 0) TRY(prepare_payment(context, raise, &payee, destination, &accounts[UNWIND_PAYMENT_MINT]));

  record_return(&due, raise, position);
  TRY(pay_out(context, &accounts[UNWIND_RAISE], &accounts[UNWIND_PAYMENT_VAULT], destination, due.payment));
  repay_payer(&payee);
  if (due.closes) close_position(raise, payee.position, payee.investor);
  return 0;
}
