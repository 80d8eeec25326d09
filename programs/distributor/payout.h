// Money leaves the vaults through these functions only.
#pragma once
#include "accounts.h"

// A vault with the account that signs for it. `signer` is used for token vaults.
typedef struct {
  AccountInfo *holder;
  AccountInfo *vault;
  const Pubkey *mint;
  const SignerSeeds *signer;
} Purse;

static bool is_native(const Purse *purse) { return is_zero_key(purse->mint); }

// The seeds with which a distribution or a bond signs for its token vault. Used where it is declared: it points into itself.
typedef struct {
  Seed seeds[6];
  SignerSeeds signer;
} HolderSigner;

static void distribution_signer(const Distribution *distribution, HolderSigner *out) {
  out->seeds[0] = (Seed){SEED_DISTRIBUTION, sizeof(SEED_DISTRIBUTION) - 1};
  out->seeds[1] = (Seed){&distribution->operator, sizeof(Pubkey)};
  out->seeds[2] = (Seed){&distribution->guardian, sizeof(Pubkey)};
  out->seeds[3] = (Seed){&distribution->round, sizeof(Pubkey)};
  out->seeds[4] = (Seed){&distribution->shard, sizeof(u32)};
  out->seeds[5] = (Seed){&distribution->bump, 1};
  out->signer = (SignerSeeds){out->seeds, 6};
}

static void bond_signer(const Bond *bond, HolderSigner *out) {
  out->seeds[0] = (Seed){SEED_BOND, sizeof(SEED_BOND) - 1};
  out->seeds[1] = (Seed){&bond->owner, sizeof(Pubkey)};
  out->seeds[2] = (Seed){&bond->distribution, sizeof(Pubkey)};
  out->seeds[3] = (Seed){&bond->bump, 1};
  out->signer = (SignerSeeds){out->seeds, 4};
}

// Where `owner`, whose key was compared or proven, is paid: native straight to the wallet; a mint to its associated
// account if that is still its own and not frozen, or to any account of the mint that the owner signs for.
static u64 check_destination(const Purse *purse, const AccountInfo *destination, const AccountInfo *owner) {
  REQUIRE(!same_key(destination->key, purse->vault->key), E_WRONG_DESTINATION);
  REQUIRE(!same_key(destination->key, purse->holder->key), E_WRONG_DESTINATION);
  if (is_native(purse)) {
    REQUIRE(same_key(destination->key, owner->key), E_WRONG_DESTINATION);
    return 0;
  }
  if (!owner->is_signer) {
    Pubkey associated;
    TRY(associated_token_address(owner->key, purse->mint, &associated));
    REQUIRE(same_key(destination->key, &associated), E_WRONG_DESTINATION);
    const TokenAccount *token = token_account(destination);
    REQUIRE(token && same_key(&token->owner, owner->key), E_DESTINATION_UNUSABLE);
  }
  REQUIRE(is_usable_token_account(destination, purse->mint), E_DESTINATION_UNUSABLE);
  return 0;
}

// Native lamports are moved directly, so never before a call into another program in the same instruction.
static u64 pay_out(const Context *context, const Purse *purse, AccountInfo *destination, u64 amount) {
  if (amount == 0) return 0;
  if (is_native(purse)) {
    REQUIRE(*purse->vault->lamports >= amount, E_INSOLVENT);
    move_lamports(purse->vault, destination, amount);
    return 0;
  }
  TokenTransfer transfer = {purse->vault, destination, purse->holder, amount, purse->signer};
  return token_transfer(context, &transfer);
}

// Gives everything in the vault to `destination`, the rent of a native vault too: so a payment to a wallet that does not
// exist yet is never too small. The rent of a token vault goes to `rent_receiver`. A vault that is not there is no obstacle.
static u64 empty_and_close(const Context *context, const Purse *purse, AccountInfo *destination,
                           AccountInfo *rent_receiver) {
  if (is_native(purse)) {
    close_account(purse->vault, destination);
    return 0;
  }
  const TokenAccount *token = token_account(purse->vault);
  if (!token) return 0;
  TRY(pay_out(context, purse, destination, token->amount));
  return token_close_account(context, purse->vault, rent_receiver, purse->holder, purse->signer);
}
