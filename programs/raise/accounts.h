// Finding the raise, the position and the vaults among the accounts of an instruction, and trusting nothing else.
#pragma once
#include "layout.h"
// The codes of layout.h come first.
#include "../sdk/checks.h"
#include "../sdk/system_program.h"
#include "../sdk/token_program.h"

// Only `create` makes accounts of this kind, so owner, size and kind are proof enough. The number of tranches is looked
// at all the same: it bounds every walk over them.
static u64 load_raise(const Context *context, const AccountInfo *account, Raise **raise) {
  REQUIRE(same_key(account->owner, context->program_id) && account->data_len == sizeof(Raise), E_WRONG_RAISE);
  Raise *found = (Raise *)account->data;
  REQUIRE(found->discriminator == DISCRIMINATOR_RAISE && found->version == LAYOUT_VERSION, E_WRONG_RAISE);
  REQUIRE(found->tranche_count >= 1 && found->tranche_count <= MAX_TRANCHES, E_WRONG_RAISE);
  *raise = found;
  return 0;
}

static u64 load_position(const Context *context, const AccountInfo *account, const AccountInfo *raise,
                         const AccountInfo *investor, Position **position) {
  REQUIRE(same_key(account->owner, context->program_id) && account->data_len == sizeof(Position), E_WRONG_POSITION);
  Position *found = (Position *)account->data;
  REQUIRE(found->discriminator == DISCRIMINATOR_POSITION && found->version == LAYOUT_VERSION, E_WRONG_POSITION);
  REQUIRE(same_key(&found->raise, raise->key) && same_key(&found->investor, investor->key), E_WRONG_POSITION);
  *position = found;
  return 0;
}

// For an account that load_raise has found to be one.
static Raise *raise_of(const AccountInfo *account) { return (Raise *)account->data; }

static bool is_native(const Raise *raise) { return is_zero_key(&raise->payment_mint); }

static bool is_stale(const Raise *raise, const Position *position) {
  return position->terms_version != raise->terms_version;
}

static u64 check_mint(const AccountInfo *account, const Pubkey *recorded) {
  REQUIRE(same_key(account->key, recorded), E_WRONG_MINT);
  return 0;
}

// A token vault that can receive and pay: it exists, and its mint's authority has not frozen it.
static u64 check_token_vault(const AccountInfo *account, const Pubkey *recorded, const Pubkey *mint) {
  TRY(check_vault(account, recorded));
  REQUIRE(is_usable_token_account(account, mint), E_WRONG_VAULT);
  return 0;
}

// The seeds with which the raise signs for its token vaults. Used where it is declared: it points into itself.
typedef struct {
  Seed seeds[4];
  SignerSeeds signer;
} RaiseSigner;

static void raise_signer(const Raise *raise, RaiseSigner *out) {
  out->seeds[0] = (Seed){SEED_RAISE, sizeof(SEED_RAISE) - 1};
  out->seeds[1] = (Seed){&raise->issuer, sizeof(Pubkey)};
  out->seeds[2] = (Seed){&raise->id, sizeof(Pubkey)};
  out->seeds[3] = (Seed){&raise->bump, 1};
  out->signer = (SignerSeeds){out->seeds, 4};
}
