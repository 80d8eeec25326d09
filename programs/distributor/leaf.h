// A leaf of the tree: who gets, or loses, how much. Each leaf is used once.
#pragma once
#include "../sdk/merkle.h"
#include "accounts.h"

typedef struct __attribute__((packed)) {
  u8 domain; // 0: a leaf, in RFC 9162
  u8 kind;
  Pubkey distribution;
  u32 index;
  Pubkey owner;
  u64 amount;
} LeafBytes;

// What an instruction says about a leaf. ClaimArguments and SlashArguments are alike.
typedef struct {
  u8 kind;
  u64 amount;
  u32 index;
  const AccountInfo *owner;
  Proof proof; // its count is known once the distribution is
} Leaf;

static u64 read_leaf(const Context *context, u8 kind, const AccountInfo *owner, Leaf *leaf) {
  REQUIRE(context->data_len >= 1 + sizeof(ClaimArguments), E_INSTRUCTION_LENGTH);
  u64 path_size = context->data_len - 1 - sizeof(ClaimArguments);
  REQUIRE(path_size % sizeof(Pubkey) == 0 && path_size <= PATH_MAX * sizeof(Pubkey), E_INSTRUCTION_LENGTH);
  const ClaimArguments *arguments = ARGUMENTS(context, ClaimArguments);
  Proof proof = {arguments->index, 0, (const u8 *)(arguments + 1), path_size / sizeof(Pubkey)};
  *leaf = (Leaf){kind, arguments->amount, arguments->index, owner, proof};
  return 0;
}

// The leaf is in the tree of this distribution, and was never used.
static u64 check_leaf(const AccountInfo *account, const Leaf *leaf) {
  const Distribution *distribution = distribution_of(account);
  REQUIRE(leaf->index < distribution->count, E_WRONG_PROOF);
  REQUIRE(!(bitmap_of(account)[leaf->index / 8] >> (leaf->index % 8) & 1), E_ALREADY_CLAIMED);
  LeafBytes bytes = {0, leaf->kind, *account->key, leaf->index, *leaf->owner->key, leaf->amount};
  Seed parts[] = {{&bytes, sizeof(bytes)}};
  Pubkey hash;
  TRY(sol_sha256(parts, 1, &hash));
  Proof proof = leaf->proof;
  proof.count = distribution->count;
  REQUIRE(is_in_tree(&distribution->root, &hash, &proof), E_WRONG_PROOF);
  return 0;
}

static void mark_used(const AccountInfo *account, const Leaf *leaf) {
  bitmap_of(account)[leaf->index / 8] |= (u8)(1 << (leaf->index % 8));
  distribution_of(account)->claims += 1;
}
