// close: long after the last claim, the rest to the pool and the rent to the operator. Eight bytes stay for ever, so that
// the same round and shard can never be posted again. Anyone may send it.
#include "payout.h"

static u64 leave_tombstone(AccountInfo *distribution, AccountInfo *operator) {
  u64 rent;
  REQUIRE(rent_minimum(TOMBSTONE_SIZE, &rent), E_RENT_UNKNOWN);
  sol_memset_(distribution->data, 0, distribution->data_len);
  *(u64 *)distribution->data = DISCRIMINATOR_TOMBSTONE;
  set_data_len(distribution, TOMBSTONE_SIZE);
  if (*distribution->lamports > rent) move_lamports(distribution, operator, *distribution->lamports - rent);
  return 0;
}

static u64 close(const Context *context) {
  AccountInfo *accounts = context->accounts;
  AccountInfo *account = &accounts[CLOSE_DISTRIBUTION], *vault = &accounts[CLOSE_VAULT];
  AccountInfo *operator = &accounts[CLOSE_OPERATOR], *pool = &accounts[CLOSE_POOL];
  AccountInfo *destination = &accounts[CLOSE_POOL_PAYMENT];
  Distribution *distribution;
  HolderSigner seeds;
  i64 now;

  TRY(check_instruction(context, CLOSE_RULES, CLOSE_ACCOUNTS, 0));
  TRY(check_program(&accounts[CLOSE_TOKEN_PROGRAM], &TOKEN_PROGRAM));
  TRY(load_distribution(context, account, &distribution));
  TRY(check_vault(vault, &distribution->vault));
  TRY(check_key(operator, &distribution->operator));
  TRY(check_key(pool, &distribution->pool));
  TRY(read_clock(&now));
  REQUIRE(now >= distribution->claim_until + CLOSE_AFTER_SECONDS, E_TOO_EARLY);
  distribution_signer(distribution, &seeds);
  Purse purse = {account, vault, &distribution->mint, &seeds.signer};
  const TokenAccount *token = token_account(vault);
  if (is_native(&purse) || (token && token->amount > 0)) TRY(check_destination(&purse, destination, pool));

  TRY(empty_and_close(context, &purse, destination, operator));
  return leave_tombstone(account, operator);
}
