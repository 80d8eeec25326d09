// Finding the distribution, the bond and the vaults among the accounts of an instruction, and trusting nothing else.
#pragma once
#include "layout.h"
// The codes of layout.h come first.
#include "../sdk/checks.h"
#include "../sdk/system_program.h"
#include "../sdk/token_program.h"

// A bit a leaf, filled up to 8 bytes.
static u64 bitmap_size(u64 count) { return ((count + 63) / 64) * 8; }

static u64 distribution_size(u64 count) { return sizeof(Distribution) + bitmap_size(count); }

static u8 *bitmap_of(const AccountInfo *distribution) { return distribution->data + sizeof(Distribution); }

// Only `create` makes accounts of this kind, so owner, kind and size are proof enough.
static u64 load_distribution(const Context *context, const AccountInfo *account, Distribution **distribution) {
  REQUIRE(same_key(account->owner, context->program_id), E_WRONG_DISTRIBUTION);
  REQUIRE(account->data_len >= sizeof(Distribution), E_WRONG_DISTRIBUTION);
  Distribution *found = (Distribution *)account->data;
  REQUIRE(found->discriminator == DISCRIMINATOR_DISTRIBUTION, E_WRONG_DISTRIBUTION);
  REQUIRE(found->version == LAYOUT_VERSION, E_WRONG_DISTRIBUTION);
  REQUIRE(account->data_len == distribution_size(found->count), E_WRONG_DISTRIBUTION);
  *distribution = found;
  return 0;
}

// Only `lock` makes accounts of this kind.
static u64 load_bond(const Context *context, const AccountInfo *account, const AccountInfo *owner, Bond **bond) {
  REQUIRE(same_key(account->owner, context->program_id) && account->data_len == sizeof(Bond), E_WRONG_BOND);
  Bond *found = (Bond *)account->data;
  REQUIRE(found->discriminator == DISCRIMINATOR_BOND && found->version == LAYOUT_VERSION, E_WRONG_BOND);
  REQUIRE(same_key(&found->owner, owner->key), E_WRONG_BOND);
  *bond = found;
  return 0;
}

// For accounts that the functions above have found to be one.
static Distribution *distribution_of(const AccountInfo *account) { return (Distribution *)account->data; }
static Bond *bond_of(const AccountInfo *account) { return (Bond *)account->data; }

// A mint that may be paid, or the mark of native coin.
static u64 check_mint(const AccountInfo *mint) {
  if (is_zero_key(mint->key)) return 0;
  REQUIRE(!same_key(mint->key, &WRAPPED_NATIVE_MINT) && token_mint(mint), E_BAD_MINT);
  return 0;
}

// Who gets what is left or slashed: never the account or the vault that holds it.
static u64 check_pool(const Pubkey *pool, const AccountInfo *holder, const AccountInfo *vault) {
  REQUIRE(!is_zero_key(pool) && !same_key(pool, holder->key) && !same_key(pool, vault->key), E_BAD_POOL);
  return 0;
}

// Where `holder` keeps its money, and the bump of that address when this program makes it.
static u64 find_vault(const Context *context, const Pubkey *holder, const Pubkey *mint, Pubkey *vault, u8 *bump) {
  *bump = 0;
  if (!is_zero_key(mint)) return associated_token_address(holder, mint, vault);
  Seed seeds[] = {{SEED_VAULT, sizeof(SEED_VAULT) - 1}, {holder, sizeof(Pubkey)}};
  return sol_try_find_program_address(seeds, 2, context->program_id, vault, bump);
}

// Makes the native vault of `holder`, alive and empty but for what somebody sent there before.
static u64 create_native_vault(const Context *context, const AccountInfo *payer, const AccountInfo *holder,
                               const AccountInfo *vault, u8 bump) {
  NewAccount new = {payer, vault, 0, 0};
  Seed seeds[] = {{SEED_VAULT, sizeof(SEED_VAULT) - 1}, {holder->key, sizeof(Pubkey)}, {&bump, 1}};
  SignerSeeds signer = {seeds, 3};
  REQUIRE(rent_minimum(0, &new.lamports), E_RENT_UNKNOWN);
  return create_program_account(context, &new, &signer);
}

// What a native vault holds above the rent that keeps it alive.
static u64 native_balance(const AccountInfo *vault, u64 *balance) {
  u64 rent;
  REQUIRE(rent_minimum(0, &rent), E_RENT_UNKNOWN);
  *balance = *vault->lamports > rent ? *vault->lamports - rent : 0;
  return 0;
}
