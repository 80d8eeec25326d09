// create: the operator and the guardian post the root of a list, with the money for all of it.
#include "payout.h"

static u64 check_list(const Context *context, const CreateArguments *list, i64 now) {
  const AccountInfo *accounts = context->accounts;
  Pubkey root = list->root, pool = list->pool;
  REQUIRE(!same_key(accounts[CREATE_OPERATOR].key, accounts[CREATE_GUARDIAN].key), E_BAD_KEYS);
  REQUIRE(list->count >= 1 && list->count <= LEAVES_MAX, E_BAD_COUNT);
  REQUIRE(!is_zero_key(&root), E_BAD_ROOT);
  TRY(check_mint(&accounts[CREATE_MINT]));
  REQUIRE(list->claim_until >= now + CLAIM_SECONDS_MIN, E_BAD_CLAIM_TIME);
  REQUIRE(list->claim_until <= now + CLAIM_SECONDS_MAX, E_BAD_CLAIM_TIME);
  return check_pool(&pool, &accounts[CREATE_DISTRIBUTION], &accounts[CREATE_VAULT]);
}

// The address, made of both keys, the round and the shard: another pair of keys cannot take it.
static u64 create_distribution_account(const Context *context, const CreateArguments *list, u8 *bump) {
  const AccountInfo *accounts = context->accounts;
  const AccountInfo *account = &accounts[CREATE_DISTRIBUTION];
  NewAccount new = {&accounts[CREATE_OPERATOR], account, distribution_size(list->count), 0};
  Seed seeds[] = {{SEED_DISTRIBUTION, sizeof(SEED_DISTRIBUTION) - 1},
                  {accounts[CREATE_OPERATOR].key, sizeof(Pubkey)},
                  {accounts[CREATE_GUARDIAN].key, sizeof(Pubkey)},
                  {&list->round, sizeof(Pubkey)},
                  {&list->shard, sizeof(u32)},
                  {bump, 1}};
  SignerSeeds signer = {seeds, 6};
  Pubkey address;
  TRY(sol_try_find_program_address(seeds, 5, context->program_id, &address, bump));
  REQUIRE(same_key(account->key, &address), E_WRONG_DISTRIBUTION);
  REQUIRE(is_unused(account), E_DISTRIBUTION_EXISTS);
  REQUIRE(rent_minimum(new.space, &new.lamports), E_RENT_UNKNOWN);
  return create_program_account(context, &new, &signer);
}

// Native: the operator adds what the vault lacks.
static u64 fund_native_vault(const Context *context, u64 total, u8 bump) {
  const AccountInfo *accounts = context->accounts;
  const AccountInfo *operator = &accounts[CREATE_OPERATOR], *vault = &accounts[CREATE_VAULT];
  u64 present;
  TRY(create_native_vault(context, operator, &accounts[CREATE_DISTRIBUTION], vault, bump));
  TRY(native_balance(vault, &present));
  return present < total ? system_transfer(context, operator, vault, total - present) : 0;
}

// A mint: the vault was made and filled before.
static u64 fund_vault(const Context *context, u64 total, u8 *bump) {
  const AccountInfo *accounts = context->accounts;
  const AccountInfo *vault = &accounts[CREATE_VAULT], *mint = &accounts[CREATE_MINT];
  Pubkey address;
  TRY(find_vault(context, accounts[CREATE_DISTRIBUTION].key, mint->key, &address, bump));
  TRY(check_vault(vault, &address));
  if (is_zero_key(mint->key)) return fund_native_vault(context, total, *bump);
  REQUIRE(is_usable_token_account(vault, mint->key), E_WRONG_VAULT);
  REQUIRE(token_account(vault)->amount >= total, E_NOT_FUNDED);
  return 0;
}

static void record_list(const Context *context, const CreateArguments *list, i64 now, Distribution *distribution) {
  const AccountInfo *accounts = context->accounts;
  distribution->discriminator = DISCRIMINATOR_DISTRIBUTION;
  distribution->version = LAYOUT_VERSION;
  distribution->shard = list->shard;
  distribution->operator = *accounts[CREATE_OPERATOR].key;
  distribution->guardian = *accounts[CREATE_GUARDIAN].key;
  distribution->round = list->round;
  distribution->mint = *accounts[CREATE_MINT].key;
  distribution->vault = *accounts[CREATE_VAULT].key;
  distribution->pool = list->pool;
  distribution->root = list->root;
  distribution->count = list->count;
  distribution->total = list->total;
  distribution->created_at = now;
  distribution->claim_until = list->claim_until;
}

static u64 create(const Context *context) {
  const CreateArguments *list = ARGUMENTS(context, CreateArguments);
  u8 bump, vault_bump;
  i64 now;

  TRY(check_instruction(context, CREATE_RULES, CREATE_ACCOUNTS, sizeof(CreateArguments)));
  TRY(check_program(&context->accounts[CREATE_SYSTEM_PROGRAM], &SYSTEM_PROGRAM));
  TRY(read_clock(&now));
  TRY(check_list(context, list, now));

  TRY(create_distribution_account(context, list, &bump));
  TRY(fund_vault(context, list->total, &vault_bump));

  Distribution *distribution = distribution_of(&context->accounts[CREATE_DISTRIBUTION]);
  record_list(context, list, now, distribution);
  distribution->bump = bump;
  distribution->vault_bump = vault_bump;
  return 0;
}
