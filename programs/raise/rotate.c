// rotate: the guardian gives the cosigner's or an approver's role to another key, which proves that it exists.
#include "accounts.h"

static u64 find_role(Raise *raise, u64 role, Pubkey **key) {
  switch (role) {
    case ROLE_COSIGNER: *key = &raise->cosigner; return 0;
    case ROLE_APPROVER_A: *key = &raise->approver_a; return 0;
    case ROLE_APPROVER_B: *key = &raise->approver_b; return 0;
    default: return E_BAD_ROLE;
  }
}

// The five keys stay five different ones.
static u64 check_unused(const Raise *raise, const Pubkey *key) {
  const Pubkey *used[] = {&raise->issuer, &raise->guardian, &raise->cosigner, &raise->approver_a, &raise->approver_b};
  REQUIRE(!is_zero_key(key), E_BAD_KEYS);
  for (u64 i = 0; i < 5; i++) REQUIRE(!same_key(key, used[i]), E_BAD_KEYS);
  return 0;
}

static u64 rotate(const Context *context) {
  const AccountInfo *accounts = context->accounts;
  Pubkey *key;
  Raise *raise;

  TRY(check_instruction(context, ROTATE_RULES, ROTATE_ACCOUNTS, sizeof(RotateArguments)));
  TRY(load_raise(context, &accounts[ROTATE_RAISE], &raise));
  TRY(check_key(&accounts[ROTATE_GUARDIAN], &raise->guardian));
  TRY(find_role(raise, ARGUMENTS(context, RotateArguments)->role, &key));
  const Pubkey *new_key = accounts[ROTATE_NEW_KEY].key;
  TRY(check_unused(raise, new_key));

  *key = *new_key;
  return 0;
}
