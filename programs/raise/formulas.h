// The money rules, unit for unit what src/chain/raise/formulas.ts computes. False: it does not fit 64 bits.
#pragma once
#include "accounts.h"

// After settlement, for a position under the current terms: all of it up to the cap, else its share of the cap.
static bool accepted_amount(const Raise *raise, const Position *position, u64 *accepted) {
  if (raise->confirmed > raise->cap) {
    return multiply_divide(position->committed, raise->cap, raise->confirmed, accepted);
  }
  *accepted = position->committed;
  return true;
}

// E. Over the cap one unit a position is held back, because every share is rounded down.
static u64 entitlement_of(u64 confirmed, u64 cap, u64 positions) {
  if (confirmed <= cap) return confirmed;
  return cap > positions ? cap - positions : 0;
}

static bool tokens_for(const Raise *raise, u64 accepted, u64 *tokens) {
  return multiply_divide(accepted, raise->tokens_at_cap, raise->cap, tokens);
}

static bool share_of(u64 amount, u64 bps, u64 *share) { return multiply_divide(amount, bps, BPS_TOTAL, share); }

// Nothing before the cliff, then evenly to the end.
static bool vested_amount(const Raise *raise, u64 tokens, i64 now, u64 *vested) {
  i64 elapsed;
  if (!SUBTRACT(now, raise->settled_at, &elapsed)) return false;
  if (elapsed >= (i64)raise->vesting_duration) {
    *vested = tokens;
    return true;
  }
  if (elapsed < (i64)raise->vesting_cliff || elapsed <= 0) {
    *vested = 0;
    return true;
  }
  return multiply_divide(tokens, (u64)elapsed, raise->vesting_duration, vested);
}

static u64 released_bps(const Raise *raise) {
  u64 sum = 0;
  for (u64 k = 0; k < raise->tranche_count; k++) {
    if (raise->tranches[k].released) sum += raise->tranches[k].bps;
  }
  return sum;
}

static u64 approved_bps(const Raise *raise) {
  u64 sum = 0;
  for (u64 k = 0; k < raise->tranche_count; k++) {
    if (raise->tranches[k].approved) sum += raise->tranches[k].bps;
  }
  return sum;
}

// The tokens that investors keep in the end: all that was sold, and when unwinding only the approved part.
static bool tokens_kept(const Raise *raise, u64 tokens, u64 *kept) {
  if (raise->state != STATE_UNWINDING) {
    *kept = tokens;
    return true;
  }
  return share_of(tokens, approved_bps(raise), kept);
}

// Whether every tranche that will ever be released has been.
static bool is_fully_released(const Raise *raise) {
  u64 final_bps = raise->state == STATE_UNWINDING ? approved_bps(raise) : BPS_TOTAL;
  return released_bps(raise) == final_bps;
}
