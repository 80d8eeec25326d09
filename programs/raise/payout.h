// Money leaves the vaults through these functions only.
#pragma once
#include "formulas.h"

// The account where `owner`, whose key was compared with the recorded one, is paid in tokens of `mint`:
// its associated account if that is still its own and not frozen, or any account of the mint that the owner signs for.
static u64 check_token_destination(const AccountInfo *destination, const AccountInfo *owner, const Pubkey *mint,
                                   const Pubkey *vault) {
  REQUIRE(!same_key(destination->key, vault), E_WRONG_DESTINATION);
  if (!owner->is_signer) {
    Pubkey associated;
    TRY(associated_token_address(owner->key, mint, &associated));
    REQUIRE(same_key(destination->key, &associated), E_WRONG_DESTINATION);
    const TokenAccount *token = token_account(destination);
    REQUIRE(token && same_key(&token->owner, owner->key), E_DESTINATION_UNUSABLE);
  }
  REQUIRE(is_usable_token_account(destination, mint), E_DESTINATION_UNUSABLE);
  return 0;
}

// Where `owner` is paid in the payment asset: native straight to the wallet, a mint as above.
static u64 check_payment_destination(const Raise *raise, const AccountInfo *destination, const AccountInfo *owner) {
  if (is_native(raise)) {
    REQUIRE(same_key(destination->key, owner->key), E_WRONG_DESTINATION);
    return 0;
  }
  return check_token_destination(destination, owner, &raise->payment_mint, &raise->payment_vault);
}

// Pays from a token vault of the raise.
static u64 pay_tokens(const Context *context, const AccountInfo *raise, const AccountInfo *vault,
                      const AccountInfo *destination, u64 amount) {
  RaiseSigner seeds;
  raise_signer(raise_of(raise), &seeds);
  TokenTransfer transfer = {vault, destination, raise, amount, &seeds.signer};
  return token_transfer(context, &transfer);
}

// Pays from the payment vault, in either asset. The last call of an instruction into another program: native
// lamports are moved directly, and nothing may be called after that.
static u64 pay_out(const Context *context, const AccountInfo *raise, AccountInfo *vault, AccountInfo *destination,
                   u64 amount) {
  if (amount == 0) return 0;
  if (!is_native(raise_of(raise))) return pay_tokens(context, raise, vault, destination, amount);
  REQUIRE(*vault->lamports >= amount, E_INSOLVENT);
  move_lamports(vault, destination, amount);
  return 0;
}
