// What happens to a position when it is paid: missing token accounts, the deposit, its end.
#pragma once
#include "payout.h"

typedef struct {
  AccountInfo *position;
  AccountInfo *investor;
  AccountInfo *payer;
  u64 repayment; // lamports that the payer spent on token accounts
} Payee;

// Creates the investor's associated token account, and notes what that cost the payer. The deposit of the position
// covers it; once that is spent, whoever wants to can create the account beforehand.
static u64 create_token_account(const Context *context, Payee *payee, AccountInfo *destination,
                                const AccountInfo *mint) {
  Position *position = (Position *)payee->position->data;
  u64 before = *payee->payer->lamports;
  TRY(create_associated_token_account(context, payee->payer, destination, payee->investor, mint));
  u64 spent = before - *payee->payer->lamports;
  REQUIRE(position->deposit >= spent, E_DEPOSIT_SPENT);
  position->deposit -= spent;
  payee->repayment += spent;
  return 0;
}

// A token account that the investor will be paid to. One that is missing is created, and its address is then proven
// by the associated token program; `mint` was compared with the recorded one.
static u64 prepare_token_account(const Context *context, Payee *payee, AccountInfo *destination,
                                 const AccountInfo *mint, const Pubkey *vault) {
  if (is_unused(destination)) return create_token_account(context, payee, destination, mint);
  return check_token_destination(destination, payee->investor, mint->key, vault);
}

// Where the investor is paid in the payment asset, in either one.
static u64 prepare_payment(const Context *context, const Raise *raise, Payee *payee, AccountInfo *destination,
                           const AccountInfo *mint) {
  if (is_native(raise)) return check_payment_destination(raise, destination, payee->investor);
  return prepare_token_account(context, payee, destination, mint, &raise->payment_vault);
}

// After every call into another program: gives the payer back what it spent, out of the deposit.
static void repay_payer(const Payee *payee) { move_lamports(payee->position, payee->payer, payee->repayment); }

// Where a position stands once an instruction is done with it.
typedef struct {
  u64 bought; // sale tokens, if every tranche is released
  u64 delivered;
  bool unwound;
} Standing;

// Finished only when nothing can come any more: all tokens delivered, every tranche released, and, when the raise is
// unwinding, the share of the rest paid back.
static u64 is_finished(const Raise *raise, const Standing *position, bool *finished) {
  u64 kept;
  REQUIRE(tokens_kept(raise, position->bought, &kept), E_OVERFLOW);
  bool settled = raise->state != STATE_UNWINDING || position->unwound;
  *finished = settled && is_fully_released(raise) && position->delivered == kept;
  return 0;
}

// The rent, what is left of the deposit and whatever was sent here go to the investor.
static void close_position(Raise *raise, AccountInfo *position, AccountInfo *investor) {
  raise->positions_open -= 1;
  close_account(position, investor);
}

// Every change of a position has its number, so that the books need no history.
static void next_sequence(Raise *raise, Position *position) {
  raise->sequence += 1;
  position->sequence = raise->sequence;
}
