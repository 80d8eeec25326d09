// create: the issuer and the guardian fix the terms of a raise.
#include "create_rules.h"

#define NATIVE_DECIMALS 9

// The addresses that follow from issuer and id, with their bumps.
typedef struct {
  Pubkey raise;
  Pubkey payment_vault;
  Pubkey sale_vault;
  u8 bump;
  u8 vault_bump;
} RaiseAddresses;

static u64 find_addresses(const Context *context, const Pubkey *id, RaiseAddresses *found) {
  const AccountInfo *accounts = context->accounts;
  const Pubkey *payment_mint = accounts[CREATE_PAYMENT_MINT].key;
  Seed seeds[] = {{SEED_RAISE, sizeof(SEED_RAISE) - 1},
                  {accounts[CREATE_ISSUER].key, sizeof(Pubkey)},
                  {id, sizeof(Pubkey)}};
  TRY(sol_try_find_program_address(seeds, 3, context->program_id, &found->raise, &found->bump));
  TRY(associated_token_address(&found->raise, accounts[CREATE_SALE_MINT].key, &found->sale_vault));
  found->vault_bump = 0;
  if (!is_zero_key(payment_mint)) return associated_token_address(&found->raise, payment_mint, &found->payment_vault);
  Seed vault_seeds[] = {{SEED_VAULT, sizeof(SEED_VAULT) - 1}, {&found->raise, sizeof(Pubkey)}};
  return sol_try_find_program_address(vault_seeds, 2, context->program_id, &found->payment_vault, &found->vault_bump);
}

static bool is_ours(const Pubkey *key, const RaiseAddresses *found) {
  return same_key(key, &found->raise) || same_key(key, &found->payment_vault) || same_key(key, &found->sale_vault);
}

static u64 check_addresses(const Context *context, const CreateArguments *terms, const RaiseAddresses *found) {
  const AccountInfo *accounts = context->accounts;
  REQUIRE(same_key(accounts[CREATE_RAISE].key, &found->raise), E_WRONG_RAISE);
  TRY(check_vault(&accounts[CREATE_PAYMENT_VAULT], &found->payment_vault));
  REQUIRE(is_unused(&accounts[CREATE_RAISE]), E_RAISE_EXISTS);
  Pubkey fee_wallet = terms->fee_wallet;
  REQUIRE(!is_zero_key(&fee_wallet) && !is_ours(&fee_wallet, found), E_BAD_DESTINATION);
  return 0; // the issuer has signed, so it is none of our addresses
}

static u64 create_raise_account(const Context *context, const Pubkey *id, const RaiseAddresses *found) {
  const AccountInfo *accounts = context->accounts;
  NewAccount new = {&accounts[CREATE_ISSUER], &accounts[CREATE_RAISE], sizeof(Raise), 0};
  Seed seeds[] = {{SEED_RAISE, sizeof(SEED_RAISE) - 1},
                  {accounts[CREATE_ISSUER].key, sizeof(Pubkey)},
                  {id, sizeof(Pubkey)},
                  {&found->bump, 1}};
  SignerSeeds signer = {seeds, 4};
  REQUIRE(rent_minimum(sizeof(Raise), &new.lamports), E_RENT_UNKNOWN);
  return create_program_account(context, &new, &signer);
}

// The issuer pays the rent of the vault; it is not part of the money that is counted.
static u64 create_native_vault(const Context *context, const RaiseAddresses *found) {
  const AccountInfo *accounts = context->accounts;
  NewAccount new = {&accounts[CREATE_ISSUER], &accounts[CREATE_PAYMENT_VAULT], 0, 0};
  Seed seeds[] = {{SEED_VAULT, sizeof(SEED_VAULT) - 1}, {&found->raise, sizeof(Pubkey)}, {&found->vault_bump, 1}};
  SignerSeeds signer = {seeds, 3};
  REQUIRE(rent_minimum(0, &new.lamports), E_RENT_UNKNOWN);
  return create_program_account(context, &new, &signer);
}

static void record_addresses(const Context *context, const RaiseAddresses *found, Raise *raise) {
  const AccountInfo *accounts = context->accounts;
  const AccountInfo *payment_mint = &accounts[CREATE_PAYMENT_MINT];
  raise->bump = found->bump;
  raise->vault_bump = found->vault_bump;
  raise->issuer = *accounts[CREATE_ISSUER].key;
  raise->guardian = *accounts[CREATE_GUARDIAN].key;
  raise->payment_mint = *payment_mint->key;
  raise->sale_mint = *accounts[CREATE_SALE_MINT].key;
  raise->payment_vault = found->payment_vault;
  raise->sale_vault = found->sale_vault;
  raise->payment_decimals = is_zero_key(payment_mint->key) ? NATIVE_DECIMALS : token_mint(payment_mint)->decimals;
  raise->sale_decimals = token_mint(&accounts[CREATE_SALE_MINT])->decimals;
}

static void record_terms(const CreateArguments *terms, Raise *raise) {
  raise->id = terms->id;
  raise->cosigner = terms->cosigner;
  raise->approver_a = terms->approver_a;
  raise->approver_b = terms->approver_b;
  raise->fee_wallet = terms->fee_wallet;
  raise->terms_hash = terms->terms_hash;
  raise->terms_version = 1;
  raise->fee_bps = terms->fee_bps;
  raise->oversubscription = terms->oversubscription;
  raise->audience = terms->audience;
  raise->minimum = terms->minimum;
  raise->cap = terms->cap;
  raise->tokens_at_cap = terms->tokens_at_cap;
  raise->position_minimum = terms->position_minimum;
  raise->position_maximum = terms->position_maximum;
}

static void record_times(const CreateArguments *terms, Raise *raise) {
  raise->opens_at = terms->opens_at;
  raise->closes_at = terms->closes_at;
  raise->withdraw_until = terms->withdraw_until;
  raise->settle_after = terms->closes_at + terms->reflection_seconds; // below the bound of check_tranche_times
  raise->reflection_seconds = terms->reflection_seconds;
  raise->confirm_seconds = terms->confirm_seconds;
  raise->vesting_cliff = terms->vesting_cliff;
  raise->vesting_duration = terms->vesting_duration;
}

static void record_tranches(const CreateArguments *terms, const TrancheArguments *tranches, Raise *raise) {
  raise->tranche_count = terms->tranche_count;
  for (u64 k = 0; k < terms->tranche_count; k++) {
    raise->tranches[k].bps = tranches[k].bps;
    raise->tranches[k].approved = k == 0;
    raise->tranches[k].not_before = tranches[k].not_before;
    raise->tranches[k].approve_by = tranches[k].approve_by;
  }
}

// The fixed arguments, then as many tranches as they name: 1 to 8, and nothing more.
static u64 read_terms(const Context *context, const CreateArguments **terms, const TrancheArguments **tranches) {
  REQUIRE(context->data_len >= 1 + sizeof(CreateArguments), E_INSTRUCTION_LENGTH);
  *terms = ARGUMENTS(context, CreateArguments);
  *tranches = (const TrancheArguments *)(*terms + 1);
  u64 count = (*terms)->tranche_count;
  REQUIRE(count >= 1 && count <= MAX_TRANCHES, E_BAD_TRANCHES);
  u64 length = 1 + sizeof(CreateArguments) + count * sizeof(TrancheArguments);
  REQUIRE(context->data_len == length, E_INSTRUCTION_LENGTH);
  return 0;
}

static u64 create(const Context *context) {
  const AccountInfo *accounts = context->accounts;
  const CreateArguments *terms;
  const TrancheArguments *tranches;
  RaiseAddresses found;

  TRY(check_accounts(context, CREATE_RULES, CREATE_ACCOUNTS));
  TRY(check_program(&accounts[CREATE_SYSTEM_PROGRAM], &SYSTEM_PROGRAM));
  TRY(read_terms(context, &terms, &tranches));
  TRY(check_mints(&accounts[CREATE_PAYMENT_MINT], &accounts[CREATE_SALE_MINT]));
  TRY(check_terms(context, terms, tranches));
  Pubkey id = terms->id;
  TRY(find_addresses(context, &id, &found));
  TRY(check_addresses(context, terms, &found));

  TRY(create_raise_account(context, &id, &found));
  if (is_zero_key(accounts[CREATE_PAYMENT_MINT].key)) TRY(create_native_vault(context, &found));

  Raise *raise = raise_of(&accounts[CREATE_RAISE]);
  raise->discriminator = DISCRIMINATOR_RAISE;
  raise->version = LAYOUT_VERSION;
  raise->state = STATE_DRAFT;
  record_addresses(context, &found, raise);
  record_terms(terms, raise);
  record_times(terms, raise);
  record_tranches(terms, tranches, raise);
  return 0;
}
