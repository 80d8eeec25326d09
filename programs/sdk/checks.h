// What every instruction checks first. The error codes are those of the program's own layout.h, which comes before this.
#pragma once
#include "accounts.h"

static u64 check_accounts(const Context *context, const AccountRule *rules, u64 count) {
  REQUIRE(context->account_count == count, E_ACCOUNT_COUNT);
  for (u64 i = 0; i < count; i++) {
    const AccountInfo *account = &context->accounts[i];
    REQUIRE(!(rules[i].demands & SIGNER) || account->is_signer, E_SIGNATURE_MISSING);
    REQUIRE(!(rules[i].demands & WRITABLE) || account->is_writable, E_NOT_WRITABLE);
  }
  return 0;
}

// The accounts and the length of the data, for an instruction whose data has no tail.
static u64 check_instruction(const Context *context, const AccountRule *rules, u64 count, u64 arguments_size) {
  TRY(check_accounts(context, rules, count));
  REQUIRE(context->data_len == 1 + arguments_size, E_INSTRUCTION_LENGTH);
  return 0;
}

// Behind the tag.
#define ARGUMENTS(context, Type) ((const Type *)((context)->data + 1))

static u64 check_key(const AccountInfo *account, const Pubkey *recorded) {
  REQUIRE(same_key(account->key, recorded), E_WRONG_KEY);
  return 0;
}

static u64 check_program(const AccountInfo *account, const Pubkey *program) {
  REQUIRE(same_key(account->key, program), E_WRONG_PROGRAM);
  return 0;
}

static u64 check_vault(const AccountInfo *account, const Pubkey *recorded) {
  REQUIRE(same_key(account->key, recorded), E_WRONG_VAULT);
  return 0;
}
