// Written by `node programs/layout.mjs` from src/chain/distributor. Change the tables there, never this file.
#pragma once
#include "../sdk/accounts.h"

#define DISCRIMINATOR_DISTRIBUTION 0x3152545349444c46ull // FLDISTR1
#define DISCRIMINATOR_BOND 0x3130444e4f424c46ull // FLBOND01
#define DISCRIMINATOR_TOMBSTONE 0x444e455349444c46ull // FLDISEND
#define LAYOUT_VERSION 1
#define TOMBSTONE_SIZE 8
#define SEED_DISTRIBUTION "dist"
#define SEED_BOND "bond"
#define SEED_VAULT "vault"
#define LEAVES_MAX 12000
#define PATH_MAX 14
#define CLAIM_SECONDS_MIN 2592000
#define CLAIM_SECONDS_MAX 63072000
#define CLOSE_AFTER_SECONDS 2592000
#define ROOT_DEADLINE_SECONDS_MAX 31536000
#define FREE_AFTER_SECONDS_MAX 5184000

enum {
  LEAF_PAYOUT = 0,
  LEAF_BOND = 1,
};

typedef struct {
  u64 discriminator; // FLDISTR1
  u8 version; // of this layout
  u8 bump; // of the address of the distribution
  u8 vault_bump; // of the native vault; 0 when a mint is paid
  u8 reserved0; // zero
  u32 shard; // which of the trees of the round
  Pubkey operator; // pays for the accounts; gets their rent back, and nothing else
  Pubkey guardian; // the second key; never the operator
  Pubkey round; // chosen by the site; never used twice with this shard
  Pubkey mint; // 32 zero bytes: native KOII
  Pubkey vault; // native: of this program; else the associated token account
  Pubkey pool; // the only receiver of what nobody claims
  Pubkey root; // of the tree; never replaced
  u32 count; // leaves, 1..12,000
  u32 claims; // bits set
  u64 total; // the most that payouts may add up to
  u64 claimed; // paid to recipients
  i64 created_at; // when the root was posted
  i64 claim_until; // first second without claims
} Distribution;
_Static_assert(__builtin_offsetof(Distribution, discriminator) == 0, "Distribution.discriminator");
_Static_assert(__builtin_offsetof(Distribution, version) == 8, "Distribution.version");
_Static_assert(__builtin_offsetof(Distribution, bump) == 9, "Distribution.bump");
_Static_assert(__builtin_offsetof(Distribution, vault_bump) == 10, "Distribution.vault_bump");
_Static_assert(__builtin_offsetof(Distribution, reserved0) == 11, "Distribution.reserved0");
_Static_assert(__builtin_offsetof(Distribution, shard) == 12, "Distribution.shard");
_Static_assert(__builtin_offsetof(Distribution, operator) == 16, "Distribution.operator");
_Static_assert(__builtin_offsetof(Distribution, guardian) == 48, "Distribution.guardian");
_Static_assert(__builtin_offsetof(Distribution, round) == 80, "Distribution.round");
_Static_assert(__builtin_offsetof(Distribution, mint) == 112, "Distribution.mint");
_Static_assert(__builtin_offsetof(Distribution, vault) == 144, "Distribution.vault");
_Static_assert(__builtin_offsetof(Distribution, pool) == 176, "Distribution.pool");
_Static_assert(__builtin_offsetof(Distribution, root) == 208, "Distribution.root");
_Static_assert(__builtin_offsetof(Distribution, count) == 240, "Distribution.count");
_Static_assert(__builtin_offsetof(Distribution, claims) == 244, "Distribution.claims");
_Static_assert(__builtin_offsetof(Distribution, total) == 248, "Distribution.total");
_Static_assert(__builtin_offsetof(Distribution, claimed) == 256, "Distribution.claimed");
_Static_assert(__builtin_offsetof(Distribution, created_at) == 264, "Distribution.created_at");
_Static_assert(__builtin_offsetof(Distribution, claim_until) == 272, "Distribution.claim_until");
_Static_assert(sizeof(Distribution) == 280, "size of Distribution");

typedef struct {
  u64 discriminator; // FLBOND01
  u8 version; // of this layout
  u8 bump; // of the address of the bond
  u8 vault_bump; // of the native vault; 0 for a mint
  u8 judged; // the root has spoken; what is left is the owner’s
  u32 reserved0; // zero
  Pubkey owner; // locked it, and gets back what is not slashed
  Pubkey distribution; // whose root may slash; did not exist when the bond was locked
  Pubkey mint; // 32 zero bytes: native KOII
  Pubkey vault; // native: of this program; else the associated token account
  Pubkey pool; // the only receiver of what is slashed
  u64 amount; // base units
  i64 root_deadline; // first second in which a new root is too late
  i64 free_at; // first second in which the owner may take it back whatever happened
} Bond;
_Static_assert(__builtin_offsetof(Bond, discriminator) == 0, "Bond.discriminator");
_Static_assert(__builtin_offsetof(Bond, version) == 8, "Bond.version");
_Static_assert(__builtin_offsetof(Bond, bump) == 9, "Bond.bump");
_Static_assert(__builtin_offsetof(Bond, vault_bump) == 10, "Bond.vault_bump");
_Static_assert(__builtin_offsetof(Bond, judged) == 11, "Bond.judged");
_Static_assert(__builtin_offsetof(Bond, reserved0) == 12, "Bond.reserved0");
_Static_assert(__builtin_offsetof(Bond, owner) == 16, "Bond.owner");
_Static_assert(__builtin_offsetof(Bond, distribution) == 48, "Bond.distribution");
_Static_assert(__builtin_offsetof(Bond, mint) == 80, "Bond.mint");
_Static_assert(__builtin_offsetof(Bond, vault) == 112, "Bond.vault");
_Static_assert(__builtin_offsetof(Bond, pool) == 144, "Bond.pool");
_Static_assert(__builtin_offsetof(Bond, amount) == 176, "Bond.amount");
_Static_assert(__builtin_offsetof(Bond, root_deadline) == 184, "Bond.root_deadline");
_Static_assert(__builtin_offsetof(Bond, free_at) == 192, "Bond.free_at");
_Static_assert(sizeof(Bond) == 200, "size of Bond");

#define TAG_CREATE 0
typedef struct __attribute__((packed)) {
  Pubkey round;
  Pubkey root;
  Pubkey pool;
  u64 total;
  i64 claim_until;
  u32 shard;
  u32 count;
} CreateArguments;
_Static_assert(sizeof(CreateArguments) == 120, "size of CreateArguments");
enum {
  CREATE_OPERATOR = 0,
  CREATE_GUARDIAN = 1,
  CREATE_DISTRIBUTION = 2,
  CREATE_VAULT = 3,
  CREATE_MINT = 4,
  CREATE_SYSTEM_PROGRAM = 5,
  CREATE_ACCOUNTS = 6,
};
static const AccountRule CREATE_RULES[] = {
    {SIGNER | WRITABLE}, // operator
    {SIGNER}, // guardian
    {WRITABLE}, // distribution
    {WRITABLE}, // vault
    {0}, // mint
    {0}, // system_program
};

#define TAG_CLAIM 1
typedef struct __attribute__((packed)) {
  u64 amount; // base units
  u32 index; // of the leaf; the path follows, 32 bytes a level
} ClaimArguments;
_Static_assert(sizeof(ClaimArguments) == 12, "size of ClaimArguments");
enum {
  CLAIM_DISTRIBUTION = 0,
  CLAIM_VAULT = 1,
  CLAIM_RECIPIENT = 2,
  CLAIM_RECIPIENT_PAYMENT = 3,
  CLAIM_TOKEN_PROGRAM = 4,
  CLAIM_ACCOUNTS = 5,
};
static const AccountRule CLAIM_RULES[] = {
    {WRITABLE}, // distribution
    {WRITABLE}, // vault
    {0}, // recipient
    {WRITABLE}, // recipient_payment
    {0}, // token_program
};

#define TAG_RECLAIM 2
enum {
  RECLAIM_DISTRIBUTION = 0,
  RECLAIM_VAULT = 1,
  RECLAIM_POOL = 2,
  RECLAIM_POOL_PAYMENT = 3,
  RECLAIM_TOKEN_PROGRAM = 4,
  RECLAIM_ACCOUNTS = 5,
};
static const AccountRule RECLAIM_RULES[] = {
    {WRITABLE}, // distribution
    {WRITABLE}, // vault
    {0}, // pool
    {WRITABLE}, // pool_payment
    {0}, // token_program
};

#define TAG_CLOSE 3
enum {
  CLOSE_DISTRIBUTION = 0,
  CLOSE_VAULT = 1,
  CLOSE_OPERATOR = 2,
  CLOSE_POOL = 3,
  CLOSE_POOL_PAYMENT = 4,
  CLOSE_TOKEN_PROGRAM = 5,
  CLOSE_ACCOUNTS = 6,
};
static const AccountRule CLOSE_RULES[] = {
    {WRITABLE}, // distribution
    {WRITABLE}, // vault
    {WRITABLE}, // operator
    {0}, // pool
    {WRITABLE}, // pool_payment
    {0}, // token_program
};

#define TAG_LOCK 4
typedef struct __attribute__((packed)) {
  u64 amount; // base units
  Pubkey pool;
  i64 root_deadline;
  i64 free_at;
} LockArguments;
_Static_assert(sizeof(LockArguments) == 56, "size of LockArguments");
enum {
  LOCK_OWNER = 0,
  LOCK_BOND = 1,
  LOCK_DISTRIBUTION = 2,
  LOCK_VAULT = 3,
  LOCK_OWNER_PAYMENT = 4,
  LOCK_MINT = 5,
  LOCK_TOKEN_PROGRAM = 6,
  LOCK_SYSTEM_PROGRAM = 7,
  LOCK_ACCOUNTS = 8,
};
static const AccountRule LOCK_RULES[] = {
    {SIGNER | WRITABLE}, // owner
    {WRITABLE}, // bond
    {0}, // distribution
    {WRITABLE}, // vault
    {WRITABLE}, // owner_payment
    {0}, // mint
    {0}, // token_program
    {0}, // system_program
};

#define TAG_SLASH 5
typedef struct __attribute__((packed)) {
  u64 amount; // base units
  u32 index; // of the leaf; the path follows, 32 bytes a level
} SlashArguments;
_Static_assert(sizeof(SlashArguments) == 12, "size of SlashArguments");
enum {
  SLASH_DISTRIBUTION = 0,
  SLASH_BOND = 1,
  SLASH_VAULT = 2,
  SLASH_OWNER = 3,
  SLASH_OWNER_PAYMENT = 4,
  SLASH_POOL = 5,
  SLASH_POOL_PAYMENT = 6,
  SLASH_TOKEN_PROGRAM = 7,
  SLASH_ACCOUNTS = 8,
};
static const AccountRule SLASH_RULES[] = {
    {WRITABLE}, // distribution
    {WRITABLE}, // bond
    {WRITABLE}, // vault
    {WRITABLE}, // owner
    {WRITABLE}, // owner_payment
    {0}, // pool
    {WRITABLE}, // pool_payment
    {0}, // token_program
};

#define TAG_TAKE_BACK 6
enum {
  TAKE_BACK_OWNER = 0,
  TAKE_BACK_BOND = 1,
  TAKE_BACK_DISTRIBUTION = 2,
  TAKE_BACK_VAULT = 3,
  TAKE_BACK_OWNER_PAYMENT = 4,
  TAKE_BACK_TOKEN_PROGRAM = 5,
  TAKE_BACK_ACCOUNTS = 6,
};
static const AccountRule TAKE_BACK_RULES[] = {
    {SIGNER | WRITABLE}, // owner
    {WRITABLE}, // bond
    {0}, // distribution
    {WRITABLE}, // vault
    {WRITABLE}, // owner_payment
    {0}, // token_program
};

enum {
  E_UNKNOWN_INSTRUCTION = 7001, // The program knows no such instruction.
  E_INSTRUCTION_LENGTH = 7003, // The instruction does not have the length that it must have.
  E_ACCOUNT_COUNT = 7004, // The instruction does not have the accounts that it must have.
  E_SIGNATURE_MISSING = 7005, // A required signature is missing.
  E_NOT_WRITABLE = 7006, // An account that must change was passed read-only.
  E_WRONG_PROGRAM = 7007, // A program was passed that is not the one to be called.
  E_WRONG_KEY = 7008, // An account is not the one that is recorded.
  E_WRONG_DISTRIBUTION = 7009, // This account is not a distribution of this program, or not this one.
  E_WRONG_BOND = 7010, // This account is not this owner's bond for this distribution.
  E_WRONG_VAULT = 7011, // This is not the vault, or the vault cannot be used.
  E_WRONG_DESTINATION = 7012, // The destination is not the account of the recorded receiver.
  E_DESTINATION_UNUSABLE = 7013, // The destination token account is missing, frozen or belongs to somebody else.
  E_OVERFLOW = 7014, // An amount is larger than the chain can count.
  E_RENT_UNKNOWN = 7015, // The rent of this chain is in a form that the program does not know.
  E_INSOLVENT = 7016, // The vault holds less than it must pay.
  E_DISTRIBUTION_EXISTS = 7020, // This distribution exists already, or its round and shard were used before.
  E_BOND_EXISTS = 7021, // This bond exists already.
  E_ROOT_POSTED = 7022, // The root is posted already: it is too late to lock a bond for it.
  E_NOT_FUNDED = 7023, // The vault does not hold the whole total.
  E_CLAIMS_OVER = 7024, // The time for claims is over; what is left goes to the pool.
  E_TOO_EARLY = 7025, // It is too early for this.
  E_ALREADY_CLAIMED = 7026, // This leaf was used already.
  E_WRONG_PROOF = 7027, // The proof does not lead from this leaf to the root.
  E_ABOVE_TOTAL = 7028, // The payouts would be above the total of the distribution.
  E_NOTHING_DUE = 7029, // There is nothing to pay.
  E_ROOT_TOO_LATE = 7030, // The root came after the deadline of this bond.
  E_BOND_FREE = 7031, // The bond is free: only its owner can take it back.
  E_ABOVE_BOND = 7032, // The bond does not hold that much.
  E_AMOUNT_ZERO = 7033, // The amount is zero.
  E_BOND_JUDGED = 7034, // The root has spoken on this bond already.
  E_BAD_KEYS = 7050, // Operator and guardian must be two different keys.
  E_BAD_POOL = 7051, // The pool cannot receive money.
  E_BAD_MINT = 7052, // The mint cannot be used: an initialised one of the classic token program, never wrapped native.
  E_BAD_COUNT = 7053, // A tree has 1 to 12,000 leaves.
  E_BAD_ROOT = 7054, // The root is zero.
  E_BAD_CLAIM_TIME = 7055, // Claims last between 30 days and 2 years.
  E_BAD_BOND_TIMES = 7056, // The root must be due within a year, and the bond free at most 60 days after that.
};
