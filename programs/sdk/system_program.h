// Calls of the System program. Its id is 32 zero bytes and is compared before any of these.
#pragma once
#include "accounts.h"
#include "sysvars.h"

#define SYSTEM_ASSIGN 1
#define SYSTEM_TRANSFER 2
#define SYSTEM_ALLOCATE 8

static const Pubkey SYSTEM_PROGRAM = {{0, 0, 0, 0}};

static u64 system_transfer(const Context *context, const AccountInfo *from, const AccountInfo *to, u64 lamports) {
  struct __attribute__((packed)) {
    u32 tag;
    u64 lamports;
  } data = {SYSTEM_TRANSFER, lamports};
  AccountMeta metas[] = {{from->key, true, true}, {to->key, true, false}};
  Instruction instruction = {&SYSTEM_PROGRAM, metas, 2, (const u8 *)&data, sizeof(data)};
  return sol_invoke_signed_c(&instruction, context->accounts, context->account_count, 0, 0);
}

static u64 system_allocate(const Context *context, const AccountInfo *account, u64 space, const SignerSeeds *signer) {
  struct __attribute__((packed)) {
    u32 tag;
    u64 space;
  } data = {SYSTEM_ALLOCATE, space};
  AccountMeta metas[] = {{account->key, true, true}};
  Instruction instruction = {&SYSTEM_PROGRAM, metas, 1, (const u8 *)&data, sizeof(data)};
  return sol_invoke_signed_c(&instruction, context->accounts, context->account_count, signer, 1);
}

static u64 system_assign(const Context *context, const AccountInfo *account, const SignerSeeds *signer) {
  struct __attribute__((packed)) {
    u32 tag;
    Pubkey owner;
  } data = {SYSTEM_ASSIGN, *context->program_id};
  AccountMeta metas[] = {{account->key, true, true}};
  Instruction instruction = {&SYSTEM_PROGRAM, metas, 1, (const u8 *)&data, sizeof(data)};
  return sol_invoke_signed_c(&instruction, context->accounts, context->account_count, signer, 1);
}

typedef struct {
  const AccountInfo *payer;
  const AccountInfo *account;
  u64 space;
  u64 lamports;
} NewAccount;

// Makes an account of this program at one of its addresses. Lamports that were sent there beforehand count towards
// `lamports` and block nothing, which CreateAccount would not allow.
static u64 create_program_account(const Context *context, const NewAccount *new, const SignerSeeds *signer) {
  u64 present = *new->account->lamports;
  if (present < new->lamports) TRY(system_transfer(context, new->payer, new->account, new->lamports - present));
  if (new->space > 0) TRY(system_allocate(context, new->account, new->space, signer));
  return system_assign(context, new->account, signer);
}
