// Inclusion in a tree of RFC 9162 over SHA-256, by a path of exactly the length that index and count demand.
#pragma once
#include "syscalls.h"

static u64 hash_node(const void *left, const void *right, Pubkey *node) {
  static const u8 domain = 1;
  Seed parts[] = {{&domain, 1}, {left, sizeof(Pubkey)}, {right, sizeof(Pubkey)}};
  return sol_sha256(parts, 3, node);
}

// `path` are `levels` hashes of 32 bytes, nearest to the leaf first.
typedef struct {
  u64 index;
  u64 count;
  const u8 *path;
  u64 levels;
} Proof;

// RFC 9162, 2.1.3.2. False also for a path that is too short or too long.
static bool is_in_tree(const Pubkey *root, const Pubkey *leaf, const Proof *proof) {
  if (proof->index >= proof->count) return false;
  u64 place = proof->index, last = proof->count - 1;
  const u8 *sibling = proof->path;
  Pubkey hash = *leaf;
  for (u64 level = 0; level < proof->levels; level++, sibling += sizeof(Pubkey)) {
    if (last == 0) return false;
    if ((place & 1) || place == last) {
      if (hash_node(sibling, &hash, &hash) != 0) return false;
      // A last node without a sibling rises as it is, until it has one.
      while (!(place & 1) && place != 0) {
        place >>= 1;
        last >>= 1;
      }
    } else {
      if (hash_node(&hash, sibling, &hash) != 0) return false;
    }
    place >>= 1;
    last >>= 1;
  }
  return last == 0 && same_key(&hash, root);
}
