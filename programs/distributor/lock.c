// lock: an owner puts money at stake for a root that is not posted yet.
#include "payout.h"

static u64 check_stake(const Context *context, const LockArguments *stake, i64 now) {
  const AccountInfo *accounts = context->accounts;
  Pubkey pool = stake->pool;
  REQUIRE(stake->amount > 0, E_AMOUNT_ZERO);
  TRY(check_mint(&accounts[LOCK_MINT]));
  TRY(check_pool(&pool, &accounts[LOCK_BOND], &accounts[LOCK_VAULT]));
  REQUIRE(stake->root_deadline > now, E_BAD_BOND_TIMES);
  REQUIRE(stake->root_deadline <= now + ROOT_DEADLINE_SECONDS_MAX, E_BAD_BOND_TIMES);
  REQUIRE(stake->free_at >= stake->root_deadline, E_BAD_BOND_TIMES);
  REQUIRE(stake->free_at <= stake->root_deadline + FREE_AFTER_SECONDS_MAX, E_BAD_BOND_TIMES);
  REQUIRE(is_unused(&accounts[LOCK_DISTRIBUTION]), E_ROOT_POSTED);
  return 0;
}

static u64 create_bond_account(const Context *context, u8 *bump) {
  const AccountInfo *accounts = context->accounts;
  const AccountInfo *account = &accounts[LOCK_BOND];
  NewAccount new = {&accounts[LOCK_OWNER], account, sizeof(Bond), 0};
  Seed seeds[] = {{SEED_BOND, sizeof(SEED_BOND) - 1},
                  {accounts[LOCK_OWNER].key, sizeof(Pubkey)},
                  {accounts[LOCK_DISTRIBUTION].key, sizeof(Pubkey)},
                  {bump, 1}};
  SignerSeeds signer = {seeds, 4};
  Pubkey address;
  TRY(sol_try_find_program_address(seeds, 3, context->program_id, &address, bump));
  REQUIRE(same_key(account->key, &address), E_WRONG_BOND);
  REQUIRE(is_unused(account), E_BOND_EXISTS);
  REQUIRE(rent_minimum(sizeof(Bond), &new.lamports), E_RENT_UNKNOWN);
  return create_program_account(context, &new, &signer);
}

// The money itself, into the vault. What somebody sent to a native vault before does not count as the owner's.
static u64 take_stake(const Context *context, u64 amount, u8 *bump) {
  const AccountInfo *accounts = context->accounts;
  const AccountInfo *owner = &accounts[LOCK_OWNER], *bond = &accounts[LOCK_BOND];
  const AccountInfo *vault = &accounts[LOCK_VAULT], *mint = &accounts[LOCK_MINT], *source = &accounts[LOCK_OWNER_PAYMENT];
  Pubkey address;
  TRY(find_vault(context, bond->key, mint->key, &address, bump));
  TRY(check_vault(vault, &address));
  if (is_zero_key(mint->key)) {
    REQUIRE(same_key(source->key, owner->key), E_WRONG_DESTINATION);
    TRY(create_native_vault(context, owner, bond, vault, *bump));
    return system_transfer(context, owner, vault, amount);
  }
  REQUIRE(is_usable_token_account(vault, mint->key), E_WRONG_VAULT);
  REQUIRE(!same_key(source->key, vault->key), E_WRONG_DESTINATION);
  TokenTransfer transfer = {source, vault, owner, amount, 0};
  return token_transfer(context, &transfer);
}

static u64 lock(const Context *context) {
  const AccountInfo *accounts = context->accounts;
  const LockArguments *stake = ARGUMENTS(context, LockArguments);
  u8 bump, vault_bump;
  i64 now;

  TRY(check_instruction(context, LOCK_RULES, LOCK_ACCOUNTS, sizeof(LockArguments)));
  TRY(check_program(&accounts[LOCK_TOKEN_PROGRAM], &TOKEN_PROGRAM));
  TRY(check_program(&accounts[LOCK_SYSTEM_PROGRAM], &SYSTEM_PROGRAM));
  TRY(read_clock(&now));
  TRY(check_stake(context, stake, now));

  TRY(create_bond_account(context, &bump));
  TRY(take_stake(context, stake->amount, &vault_bump));

  Bond *bond = bond_of(&accounts[LOCK_BOND]);
  bond->discriminator = DISCRIMINATOR_BOND;
  bond->version = LAYOUT_VERSION;
  bond->bump = bump;
  bond->vault_bump = vault_bump;
  bond->owner = *accounts[LOCK_OWNER].key;
  bond->distribution = *accounts[LOCK_DISTRIBUTION].key;
  bond->mint = *accounts[LOCK_MINT].key;
  bond->vault = *accounts[LOCK_VAULT].key;
  bond->pool = stake->pool;
  bond->amount = stake->amount;
  bond->root_deadline = stake->root_deadline;
  bond->free_at = stake->free_at;
  return 0;
}
