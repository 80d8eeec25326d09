// claim: pays one leaf of the list to its recipient. Anyone may send it.
#include "leaf.h"
#include "payout.h"

static u64 claim(const Context *context) {
  AccountInfo *accounts = context->accounts;
  AccountInfo *account = &accounts[CLAIM_DISTRIBUTION], *vault = &accounts[CLAIM_VAULT];
  AccountInfo *recipient = &accounts[CLAIM_RECIPIENT], *destination = &accounts[CLAIM_RECIPIENT_PAYMENT];
  Distribution *distribution;
  HolderSigner seeds;
  Leaf leaf;
  u64 claimed;
  i64 now;

  TRY(check_accounts(context, CLAIM_RULES, CLAIM_ACCOUNTS));
  TRY(read_leaf(context, LEAF_PAYOUT, recipient, &leaf));
  TRY(check_program(&accounts[CLAIM_TOKEN_PROGRAM], &TOKEN_PROGRAM));
  TRY(load_distribution(context, account, &distribution));
  TRY(check_vault(vault, &distribution->vault));
  TRY(read_clock(&now));
  REQUIRE(now < distribution->claim_until, E_CLAIMS_OVER);
  REQUIRE(leaf.amount > 0, E_AMOUNT_ZERO);
  TRY(check_leaf(account, &leaf));
  REQUIRE(ADD(distribution->claimed, leaf.amount, &claimed) && claimed <= distribution->total, E_ABOVE_TOTAL);
  distribution_signer(distribution, &seeds);
  Purse purse = {account, vault, &distribution->mint, &seeds.signer};
  TRY(check_destination(&purse, destination, recipient));

  mark_used(account, &leaf);
  distribution->claimed = claimed;
  return pay_out(context, &purse, destination, leaf.amount);
}
