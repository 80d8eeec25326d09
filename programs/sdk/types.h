// The few types and macros that every file of a program uses.
#pragma once

typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long long u64;
typedef long long i64;
typedef _Bool bool;

#define true 1
#define false 0
// For a function of the sdk that not every program calls.
#define SOMETIMES __attribute__((unused))
#define U64_MAX 0xffffffffffffffffull

typedef struct {
  u64 words[4];
} Pubkey;

// Every function that can refuse returns 0 or an error code; a custom error is its plain number.
#define REQUIRE(condition, error) \
  do {                            \
    if (!(condition)) return (error); \
  } while (0)

#define TRY(call)                      \
  do {                                 \
    u64 try_error = (call);            \
    if (try_error != 0) return try_error; \
  } while (0)

static inline bool same_key(const Pubkey *a, const Pubkey *b) {
  return a->words[0] == b->words[0] && a->words[1] == b->words[1] && a->words[2] == b->words[2] &&
         a->words[3] == b->words[3];
}

// 32 zero bytes: the System program, and in a raise the mark of native payment.
static inline bool is_zero_key(const Pubkey *key) {
  return (key->words[0] | key->words[1] | key->words[2] | key->words[3]) == 0;
}

static inline u64 smaller(u64 a, u64 b) { return a < b ? a : b; }
