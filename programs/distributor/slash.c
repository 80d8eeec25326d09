// slash: what the posted root takes of a bond goes to the pool, the rest to the owner. Anyone may send it.
#include "bond.h"
#include "leaf.h"

static u64 check_bond(const Context *context, const Distribution *distribution, const Bond *bond, u64 slashed) {
  const AccountInfo *accounts = context->accounts;
  i64 now;
  REQUIRE(same_key(&bond->distribution, accounts[SLASH_DISTRIBUTION].key), E_WRONG_DISTRIBUTION);
  TRY(check_vault(&accounts[SLASH_VAULT], &bond->vault));
  TRY(check_key(&accounts[SLASH_POOL], &bond->pool));
  TRY(read_clock(&now));
  REQUIRE(distribution->created_at < bond->root_deadline, E_ROOT_TOO_LATE);
  REQUIRE(now < bond->free_at, E_BOND_FREE);
  REQUIRE(!bond->judged, E_BOND_JUDGED);
  REQUIRE(slashed <= bond->amount, E_ABOVE_BOND);
  return 0;
}

static u64 slash(const Context *context) {
  AccountInfo *accounts = context->accounts;
  AccountInfo *account = &accounts[SLASH_DISTRIBUTION], *bond_account = &accounts[SLASH_BOND];
  AccountInfo *owner = &accounts[SLASH_OWNER], *owner_payment = &accounts[SLASH_OWNER_PAYMENT];
  AccountInfo *pool = &accounts[SLASH_POOL], *pool_payment = &accounts[SLASH_POOL_PAYMENT];
  Distribution *distribution;
  Bond *bond;
  HolderSigner seeds;
  Leaf leaf;

  TRY(check_accounts(context, SLASH_RULES, SLASH_ACCOUNTS));
  TRY(read_leaf(context, LEAF_BOND, owner, &leaf));
  TRY(check_program(&accounts[SLASH_TOKEN_PROGRAM], &TOKEN_PROGRAM));
  TRY(load_distribution(context, account, &distribution));
  TRY(load_bond(context, bond_account, owner, &bond));
  TRY(check_bond(context, distribution, bond, leaf.amount));
  TRY(check_leaf(account, &leaf));
  bond_signer(bond, &seeds);
  Purse purse = {bond_account, &accounts[SLASH_VAULT], &bond->mint, &seeds.signer};
  if (leaf.amount > 0) TRY(check_destination(&purse, pool_payment, pool));
  u64 unusable = check_destination(&purse, owner_payment, owner);
  REQUIRE(unusable != E_WRONG_DESTINATION, E_WRONG_DESTINATION);

  mark_used(account, &leaf);
  bond->judged = true;
  bond->amount -= leaf.amount;
  TRY(pay_out(context, &purse, pool_payment, leaf.amount));
  // An owner who gave the token account away cannot stop the slash: the rest waits for take_back.
  if (unusable) return 0;
  return return_bond(context, &purse, owner_payment, owner);
}
