// pay_fee: the fees that releases have set aside, to the fee wallet. Anyone may send it.
#include "payout.h"

// An empty wallet cannot hold less than its rent: a small fee waits here, and stops nothing else.
static u64 check_wallet(const AccountInfo *wallet, u64 amount) {
  u64 minimum, after;
  REQUIRE(rent_minimum(wallet->data_len, &minimum), E_RENT_UNKNOWN);
  REQUIRE(ADD(*wallet->lamports, amount, &after), E_OVERFLOW);
  REQUIRE(after >= minimum, E_PAYOUT_BELOW_RENT);
  return 0;
}

static u64 pay_fee(const Context *context) {
  AccountInfo *accounts = context->accounts;
  AccountInfo *wallet = &accounts[PAY_FEE_FEE_WALLET], *destination = &accounts[PAY_FEE_FEE_PAYMENT];
  Raise *raise;

  TRY(check_instruction(context, PAY_FEE_RULES, PAY_FEE_ACCOUNTS, 0));
  TRY(check_program(&accounts[PAY_FEE_TOKEN_PROGRAM], &TOKEN_PROGRAM));
  TRY(load_raise(context, &accounts[PAY_FEE_RAISE], &raise));
  TRY(check_key(wallet, &raise->fee_wallet));
  TRY(check_vault(&accounts[PAY_FEE_PAYMENT_VAULT], &raise->payment_vault));
  u64 amount = raise->fees_due;
  REQUIRE(amount > 0, E_NOTHING_DUE);
  TRY(check_payment_destination(raise, destination, wallet));
  if (is_native(raise)) TRY(check_wallet(wallet, amount));

  raise->fees_due = 0;
  raise->sequence += 1;
  return pay_out(context, &accounts[PAY_FEE_RAISE], &accounts[PAY_FEE_PAYMENT_VAULT], destination, amount);
}
