// take_back: the owner gets the bond back when no root came in time, when the root has spoken, or when it is free.
#include "bond.h"

// Whether the distribution was there before the deadline. Of a closed one only the tombstone is left: then it was.
static bool has_timely_root(const Context *context, const AccountInfo *account, const Bond *bond) {
  if (!same_key(account->owner, context->program_id)) return false;
  if (account->data_len < TOMBSTONE_SIZE) return false;
  if (*(u64 *)account->data == DISCRIMINATOR_TOMBSTONE) return true;
  Distribution *distribution;
  if (load_distribution(context, account, &distribution) != 0) return false;
  return distribution->created_at < bond->root_deadline;
}

static u64 take_back(const Context *context) {
  AccountInfo *accounts = context->accounts;
  AccountInfo *owner = &accounts[TAKE_BACK_OWNER], *bond_account = &accounts[TAKE_BACK_BOND];
  AccountInfo *distribution = &accounts[TAKE_BACK_DISTRIBUTION], *destination = &accounts[TAKE_BACK_OWNER_PAYMENT];
  HolderSigner seeds;
  Bond *bond;
  i64 now;

  TRY(check_instruction(context, TAKE_BACK_RULES, TAKE_BACK_ACCOUNTS, 0));
  TRY(check_program(&accounts[TAKE_BACK_TOKEN_PROGRAM], &TOKEN_PROGRAM));
  TRY(load_bond(context, bond_account, owner, &bond));
  REQUIRE(same_key(distribution->key, &bond->distribution), E_WRONG_DISTRIBUTION);
  TRY(check_vault(&accounts[TAKE_BACK_VAULT], &bond->vault));
  TRY(read_clock(&now));
  bool no_root = now >= bond->root_deadline && !has_timely_root(context, distribution, bond);
  REQUIRE(bond->judged || no_root || now >= bond->free_at, E_TOO_EARLY);
  bond_signer(bond, &seeds);
  Purse purse = {bond_account, &accounts[TAKE_BACK_VAULT], &bond->mint, &seeds.signer};
  TRY(check_destination(&purse, destination, owner));

  return return_bond(context, &purse, destination, owner);
}
