// withdraw: an investor takes money out again, while the raise is undecided.
#include "position.h"

// Everything under old terms or before withdraw_until; afterwards only what is still fresh.
static u64 check_withdrawable(const Raise *raise, const Position *position, u64 amount) {
  i64 now;
  TRY(read_clock(&now));
  REQUIRE(raise->state == STATE_OPEN, E_WRONG_STATE);
  REQUIRE(now < raise->settle_after, E_ALREADY_CLOSED);
  REQUIRE(amount <= position->committed, E_AMOUNT_TOO_LARGE);
  if (!is_stale(raise, position) && now >= raise->withdraw_until) {
    REQUIRE(now < position->fresh_until && amount <= position->fresh, E_NOT_WITHDRAWABLE);
  }
  u64 rest = position->committed - amount;
  REQUIRE(rest == 0 || rest >= raise->position_minimum, E_BELOW_POSITION_MINIMUM);
  return 0;
}

static void take_from_position(Raise *raise, Position *position, u64 amount) {
  position->committed -= amount;
  position->fresh -= smaller(position->fresh, amount); // the newest money goes first
  raise->committed -= amount;
  if (!is_stale(raise, position)) {
    raise->confirmed -= amount;
    if (position->committed == 0) raise->positions_confirmed -= 1;
  }
  next_sequence(raise, position);
}

static u64 withdraw(const Context *context) {
  AccountInfo *accounts = context->accounts;
  AccountInfo *investor = &accounts[WITHDRAW_INVESTOR], *position_account = &accounts[WITHDRAW_POSITION];
  Raise *raise;
  Position *position;

  TRY(check_instruction(context, WITHDRAW_RULES, WITHDRAW_ACCOUNTS, sizeof(WithdrawArguments)));
  u64 amount = ARGUMENTS(context, WithdrawArguments)->amount;
  TRY(check_program(&accounts[WITHDRAW_TOKEN_PROGRAM], &TOKEN_PROGRAM));
  TRY(load_raise(context, &accounts[WITHDRAW_RAISE], &raise));
  TRY(load_position(context, position_account, &accounts[WITHDRAW_RAISE], investor, &position));
  TRY(check_vault(&accounts[WITHDRAW_PAYMENT_VAULT], &raise->payment_vault));
  REQUIRE(amount > 0, E_AMOUNT_ZERO);
  TRY(check_withdrawable(raise, position, amount));
  TRY(check_payment_destination(raise, &accounts[WITHDRAW_INVESTOR_PAYMENT], investor));

  take_from_position(raise, position, amount);
  bool emptied = position->committed == 0;
  TRY(pay_out(context, &accounts[WITHDRAW_RAISE], &accounts[WITHDRAW_PAYMENT_VAULT],
              &accounts[WITHDRAW_INVESTOR_PAYMENT], amount));
  if (emptied) close_position(raise, position_account, investor);
  return 0;
}
