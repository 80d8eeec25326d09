// reclaim: what nobody has claimed in time, to the pool. Anyone may send it.
#include "payout.h"

// All that the vault holds but the rent that keeps a native one alive.
static u64 vault_balance(const Purse *purse, u64 *balance) {
  if (!is_native(purse)) {
    REQUIRE(is_usable_token_account(purse->vault, purse->mint), E_WRONG_VAULT);
    *balance = token_account(purse->vault)->amount;
    return 0;
  }
  return native_balance(purse->vault, balance);
}

static u64 reclaim(const Context *context) {
  AccountInfo *accounts = context->accounts;
  AccountInfo *account = &accounts[RECLAIM_DISTRIBUTION], *vault = &accounts[RECLAIM_VAULT];
  AccountInfo *pool = &accounts[RECLAIM_POOL], *destination = &accounts[RECLAIM_POOL_PAYMENT];
  Distribution *distribution;
  HolderSigner seeds;
  u64 balance;
  i64 now;

  TRY(check_instruction(context, RECLAIM_RULES, RECLAIM_ACCOUNTS, 0));
  TRY(check_program(&accounts[RECLAIM_TOKEN_PROGRAM], &TOKEN_PROGRAM));
  TRY(load_distribution(context, account, &distribution));
  TRY(check_vault(vault, &distribution->vault));
  TRY(check_key(pool, &distribution->pool));
  TRY(read_clock(&now));
  REQUIRE(now >= distribution->claim_until, E_TOO_EARLY);
  distribution_signer(distribution, &seeds);
  Purse purse = {account, vault, &distribution->mint, &seeds.signer};
  TRY(vault_balance(&purse, &balance));
  REQUIRE(balance > 0, E_NOTHING_DUE);
  TRY(check_destination(&purse, destination, pool));

  return pay_out(context, &purse, destination, balance);
}
