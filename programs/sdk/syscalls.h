// The functions that the runtime offers. All of them exist at the level of Solana 1.14.
#pragma once
#include "types.h"

// The C form of an account, as sol_invoke_signed_c takes it. The pointers lead into the input buffer.
typedef struct {
  Pubkey *key;
  u64 *lamports;
  u64 data_len;
  u8 *data;
  Pubkey *owner;
  u64 rent_epoch;
  bool is_signer;
  bool is_writable;
  bool executable;
} AccountInfo;

typedef struct {
  const Pubkey *key;
  bool is_writable;
  bool is_signer;
} AccountMeta;

typedef struct {
  const Pubkey *program_id;
  const AccountMeta *accounts;
  u64 account_count;
  const u8 *data;
  u64 data_len;
} Instruction;

typedef struct {
  const void *bytes;
  u64 length;
} Seed;

typedef struct {
  const Seed *seeds;
  u64 count;
} SignerSeeds;

typedef struct {
  u64 slot;
  i64 epoch_start_timestamp;
  u64 epoch;
  u64 leader_schedule_epoch;
  i64 unix_timestamp;
} Clock;

// The threshold is a double on the wire; the program has no floating point and looks at its bits.
typedef struct {
  u64 lamports_per_byte;
  u64 threshold_bits;
  u8 burn_percent;
  u8 padding[7];
} Rent;

extern void sol_memset_(void *target, u8 value, u64 length);
extern u64 sol_invoke_signed_c(const Instruction *, const AccountInfo *, u64, const SignerSeeds *, u64);
extern u64 sol_try_find_program_address(const Seed *, u64, const Pubkey *, Pubkey *, u8 *);
extern u64 sol_get_clock_sysvar(Clock *);
extern u64 sol_get_rent_sysvar(Rent *);
extern u64 sol_sha256(const Seed *parts, u64 count, Pubkey *hash);
