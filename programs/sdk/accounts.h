// What an instruction is given: the accounts, its data, the program's own address.
#pragma once
#include "syscalls.h"

#define MAX_ACCOUNTS 16
#define SPARE_BYTES 10240 // the runtime leaves them after each account's data, so that it may grow
#define NOT_A_DUPLICATE 0xff

typedef struct {
  AccountInfo *accounts; // MAX_ACCOUNTS of them
  u64 account_count;
  const u8 *data;
  u64 data_len;
  const Pubkey *program_id;
} Context;

// What an instruction demands of the account at one index.
typedef struct {
  u8 demands;
} AccountRule;

#define SIGNER 1
#define WRITABLE 2

static u8 *read_account(u8 *at, AccountInfo *account) {
  account->is_signer = at[1] != 0;
  account->is_writable = at[2] != 0;
  account->executable = at[3] != 0;
  at += 8;
  account->key = (Pubkey *)at;
  account->owner = (Pubkey *)(at + 32);
  account->lamports = (u64 *)(at + 64);
  account->data_len = *(u64 *)(at + 72);
  account->data = at + 80;
  at = account->data + account->data_len + SPARE_BYTES;
  at = (u8 *)(((u64)at + 7) & ~7ull);
  account->rent_epoch = *(u64 *)at;
  return at + 8;
}

// Reads the loader's input. False: more accounts than any instruction takes.
// An account that is passed twice appears twice, with the same pointers.
static bool read_input(u8 *input, Context *context) {
  u64 count = *(u64 *)input;
  u8 *at = input + 8;
  if (count > MAX_ACCOUNTS) return false;
  for (u64 i = 0; i < count; i++) {
    if (at[0] == NOT_A_DUPLICATE) {
      at = read_account(at, &context->accounts[i]);
    } else {
      if (at[0] >= i) return false;
      context->accounts[i] = context->accounts[at[0]];
      at += 8;
    }
  }
  context->account_count = count;
  context->data_len = *(u64 *)at;
  context->data = at + 8;
  context->program_id = (const Pubkey *)(at + 8 + context->data_len);
  return true;
}

// Changes the length of an account's data: here, and where the runtime reads it.
static void set_data_len(AccountInfo *account, u64 length) {
  account->data_len = length;
  *(u64 *)(account->data - 8) = length;
}

// An address that nobody has used: whatever lamports lie there change nothing.
static SOMETIMES bool is_unused(const AccountInfo *account) {
  return is_zero_key(account->owner) && account->data_len == 0;
}

// Only for accounts of this program, or to any account that is writable.
static void move_lamports(AccountInfo *from, AccountInfo *to, u64 amount) {
  *from->lamports -= amount;
  *to->lamports += amount;
}

// Gives every lamport away and leaves nothing that could be read as this account later in the transaction.
static SOMETIMES void close_account(AccountInfo *account, AccountInfo *receiver) {
  sol_memset_(account->data, 0, account->data_len);
  set_data_len(account, 0);
  *account->owner = (Pubkey){{0, 0, 0, 0}};
  move_lamports(account, receiver, *account->lamports);
}
