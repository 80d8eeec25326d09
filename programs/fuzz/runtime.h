// The runtime as a program sees it, on the host: its input in one block of exactly the right size, the system calls, and
// the System, token and associated token programs as far as our programs call them. Included after the program.
#pragma once
#include "../sdk/system_program.h"
#include "../sdk/token_program.h"
#include "sha256.h"
#include <sanitizer/asan_interface.h>
#include <stdio.h>
#include <stdlib.h>

#define MOST_DATA 4096 // of one account, and of an instruction
#define FAILED 1

// What one input of the fuzzer says.
typedef struct {
  u8 same_as; // an earlier account, or NOT_A_DUPLICATE
  u8 is_signer, is_writable;
  Pubkey key, owner;
  u64 lamports, length;
  u8 data[MOST_DATA];
} GivenAccount;

typedef struct {
  i64 now;
  Pubkey program;
  u64 count;
  GivenAccount accounts[MAX_ACCOUNTS];
  u64 length;
  u8 data[MOST_DATA];
} Given;

static Given given;
static AccountInfo present[MAX_ACCOUNTS]; // the accounts in the block, in their order

typedef struct {
  const u8 *at;
  size_t left;
} Bytes;

static void take(Bytes *from, void *to, size_t length) {
  size_t have = length < from->left ? length : from->left;
  memcpy(to, from->at, have);
  memset((u8 *)to + have, 0, length - have);
  from->at += have;
  from->left -= have;
}

static u64 take_length(Bytes *from) {
  u16 length = 0;
  take(from, &length, sizeof length);
  return length % MOST_DATA;
}

static void take_account(Bytes *from, u64 index) {
  GivenAccount *account = &given.accounts[index];
  u8 flags = 0;
  take(from, &account->same_as, 1);
  if (account->same_as < index) return;
  account->same_as = NOT_A_DUPLICATE;
  take(from, &flags, 1);
  account->is_signer = flags & 1;
  account->is_writable = flags >> 1 & 1;
  take(from, &account->key, sizeof(Pubkey));
  take(from, &account->owner, sizeof(Pubkey));
  take(from, &account->lamports, 8);
  account->lamports >>= 1; // no two of them may overflow, as there are not that many lamports
  account->length = take_length(from);
  take(from, account->data, account->length);
}

// now, program, accounts, data: see record.ts. A key that comes twice is one account, as the runtime would have it.
static void read_given(const u8 *bytes, size_t size) {
  Bytes from = {bytes, size};
  u8 count = 0;
  take(&from, &given.now, 8);
  given.now &= 0x7fffffffffff; // the clock of a chain that is younger than four million years
  take(&from, &given.program, sizeof(Pubkey));
  take(&from, &count, 1);
  given.count = count % (MAX_ACCOUNTS + 1);
  for (u64 i = 0; i < given.count; i++) {
    take_account(&from, i);
    for (u64 j = 0; j < i && given.accounts[i].same_as == NOT_A_DUPLICATE; j++) {
      bool twin = given.accounts[j].same_as == NOT_A_DUPLICATE && same_key(&given.accounts[i].key, &given.accounts[j].key);
      if (twin) given.accounts[i].same_as = (u8)j;
    }
  }
  given.length = take_length(&from);
  take(&from, given.data, given.length);
}

static u64 room_of(const GivenAccount *account) { return (account->length + SPARE_BYTES + 7) & ~7ull; }

static u8 *put(u8 *at, const void *bytes, u64 length) {
  memcpy(at, bytes, length);
  return at + length;
}

static u8 *put_account(u8 *at, const GivenAccount *account) {
  u8 head[8] = {NOT_A_DUPLICATE, account->is_signer, account->is_writable};
  at = put(at, head, 8);
  at = put(at, &account->key, sizeof(Pubkey));
  at = put(at, &account->owner, sizeof(Pubkey));
  at = put(at, &account->lamports, 8);
  at = put(at, &account->length, 8);
  memcpy(at, account->data, account->length);
  // The spare room belongs to nobody until the account grows: reading it is a report.
  ASAN_POISON_MEMORY_REGION(at + account->length, room_of(account) - account->length);
  return at + room_of(account) + 8;
}

static u64 size_of_block(void) {
  u64 size = 8 + 8 + given.length + sizeof(Pubkey);
  for (u64 i = 0; i < given.count; i++) {
    const GivenAccount *account = &given.accounts[i];
    size += account->same_as == NOT_A_DUPLICATE ? 8 + 2 * sizeof(Pubkey) + 16 + room_of(account) + 8 : 8;
  }
  return size;
}

// The loader's input. Also fills `present`, whose pointers lead into it.
static u8 *lay_out(void) {
  u64 size = size_of_block();
  u8 *block = calloc(1, size), *at = put(block, &given.count, 8);
  for (u64 i = 0; i < given.count; i++) {
    const GivenAccount *account = &given.accounts[i];
    if (account->same_as != NOT_A_DUPLICATE) {
      u8 head[8] = {account->same_as};
      present[i] = present[account->same_as];
      at = put(at, head, 8);
      continue;
    }
    present[i] = (AccountInfo){(Pubkey *)(at + 8), (u64 *)(at + 72), account->length, at + 88, (Pubkey *)(at + 40), 0,
                               account->is_signer, account->is_writable, false};
    at = put_account(at, account);
  }
  at = put(at, &given.length, 8);
  at = put(at, given.data, given.length);
  at = put(at, &given.program, sizeof(Pubkey));
  if (at != block + size) abort();
  return block;
}

static u64 length_of(const AccountInfo *account) { return *(u64 *)(account->data - 8); }

static AccountInfo *account_of(const Pubkey *key) {
  for (u64 i = 0; i < given.count; i++) {
    if (same_key(present[i].key, key)) return &present[i];
  }
  return 0;
}

static void derive(const Seed *seeds, u64 count, const u8 *bump, const Pubkey *program, Pubkey *address) {
  Sha256 sha;
  sha256_start(&sha);
  for (u64 i = 0; i < count; i++) sha256_add(&sha, seeds[i].bytes, seeds[i].length);
  if (bump) sha256_add(&sha, bump, 1);
  sha256_add(&sha, program, sizeof(Pubkey));
  sha256_add(&sha, "ProgramDerivedAddress", 21);
  sha256_end(&sha, (u8 *)address);
}

#define MOST_BUMPS 32 // a real address needs more once in four billion times

// The runtime takes the first bump whose address is no key of a wallet. Here it is the first whose address was passed.
u64 sol_try_find_program_address(const Seed *seeds, u64 count, const Pubkey *program, Pubkey *address, u8 *bump) {
  for (u64 tries = 0; tries < MOST_BUMPS; tries++) {
    *bump = (u8)(255 - tries);
    derive(seeds, count, bump, program, address);
    if (account_of(address)) return 0;
  }
  return 0;
}

void sol_memset_(void *target, u8 value, u64 length) { memset(target, value, length); }

u64 sol_get_clock_sysvar(Clock *clock) {
  *clock = (Clock){0, 0, 0, 0, given.now};
  return 0;
}

u64 sol_get_rent_sysvar(Rent *rent) {
  *rent = (Rent){3480, THRESHOLD_TWO_YEARS, 50, {0}};
  return 0;
}
