// What `create` refuses: everything that could not be set right once money is in.
#pragma once
#include "accounts.h"

static u64 check_keys(const Context *context, const CreateArguments *terms) {
  Pubkey keys[] = {*context->accounts[CREATE_ISSUER].key, *context->accounts[CREATE_GUARDIAN].key, terms->cosigner,
                   terms->approver_a, terms->approver_b};
  for (u64 i = 0; i < 5; i++) {
    REQUIRE(!is_zero_key(&keys[i]), E_BAD_KEYS);
    for (u64 j = 0; j < i; j++) REQUIRE(!same_key(&keys[i], &keys[j]), E_BAD_KEYS);
  }
  return 0;
}

static u64 check_amounts(const CreateArguments *terms) {
  REQUIRE(terms->minimum > 0 && terms->cap >= terms->minimum, E_BAD_MINIMUM);
  REQUIRE(terms->fee_bps <= FEE_BPS_MAX, E_BAD_FEE);
  REQUIRE(terms->oversubscription <= 1, E_BAD_FLAG);
  REQUIRE(terms->audience <= AUDIENCE_OPERATORS, E_BAD_AUDIENCE);
  return 0;
}

// A smaller position would lose too much to rounding; a native one could not be paid back to an empty wallet.
static u64 check_position_limits(const CreateArguments *terms, bool native) {
  u64 tokens, wallet_rent;
  bool countable = multiply_divide(terms->position_minimum, terms->tokens_at_cap, terms->cap, &tokens);
  REQUIRE(!countable || tokens >= SMALLEST_POSITION_TOKENS, E_BAD_POSITION_LIMITS);
  REQUIRE(terms->position_minimum <= terms->position_maximum, E_BAD_POSITION_LIMITS);
  if (!terms->oversubscription) {
    REQUIRE(terms->position_maximum <= terms->cap / MAXIMUM_SHARE_OF_CAP, E_BAD_POSITION_LIMITS);
  }
  if (native) {
    REQUIRE(rent_minimum(0, &wallet_rent), E_RENT_UNKNOWN);
    REQUIRE(terms->position_minimum >= wallet_rent, E_BAD_POSITION_LIMITS);
  }
  return 0;
}

static u64 check_times(const CreateArguments *terms, i64 now) {
  i64 latest_opening, duration;
  REQUIRE(ADD(now, OPENS_WITHIN_SECONDS, &latest_opening), E_OVERFLOW);
  REQUIRE(terms->opens_at <= latest_opening, E_BAD_OPENING);
  REQUIRE(SUBTRACT(terms->closes_at, terms->opens_at, &duration), E_OVERFLOW);
  REQUIRE(duration > 0 && duration <= DURATION_SECONDS, E_BAD_DURATION);
  REQUIRE(terms->withdraw_until <= terms->closes_at, E_BAD_WITHDRAWAL);
  REQUIRE(terms->reflection_seconds <= REFLECTION_SECONDS_MAX, E_BAD_REFLECTION);
  REQUIRE(terms->confirm_seconds >= CONFIRM_SECONDS_MIN, E_BAD_CONFIRMATION);
  REQUIRE(terms->confirm_seconds <= CONFIRM_SECONDS_MAX, E_BAD_CONFIRMATION);
  REQUIRE(terms->vesting_duration <= VESTING_SECONDS_MAX, E_BAD_VESTING);
  REQUIRE(terms->vesting_cliff <= terms->vesting_duration, E_BAD_VESTING);
  return 0;
}

static u64 check_shares(const TrancheArguments *tranches, u64 count) {
  u64 sum = 0;
  for (u64 k = 0; k < count; k++) {
    REQUIRE(tranches[k].bps > 0, E_BAD_TRANCHES);
    sum += tranches[k].bps;
  }
  REQUIRE(sum == BPS_TOTAL, E_BAD_TRANCHES);
  return 0;
}

// The first tranche is due without approval; the times of the others rise, and leave time to settle and to confirm.
static u64 check_tranche_times(const CreateArguments *terms, const TrancheArguments *tranches) {
  i64 first_approval, latest;
  u32 pause = terms->reflection_seconds;
  if (terms->confirm_seconds > pause) pause = terms->confirm_seconds;
  REQUIRE(ADD(terms->closes_at, (i64)pause + APPROVAL_MARGIN_SECONDS, &first_approval), E_OVERFLOW);
  REQUIRE(ADD(terms->closes_at, TRANCHE_SECONDS_MAX, &latest), E_OVERFLOW);
  REQUIRE(tranches[0].approve_by == 0 && tranches[0].not_before <= latest, E_BAD_TRANCHE_TIMES);
  for (u64 k = 1; k < terms->tranche_count; k++) {
    REQUIRE(tranches[k].not_before > tranches[k - 1].not_before, E_BAD_TRANCHE_TIMES);
    REQUIRE(k == 1 || tranches[k].approve_by > tranches[k - 1].approve_by, E_BAD_TRANCHE_TIMES);
    REQUIRE(tranches[k].approve_by >= first_approval, E_BAD_TRANCHE_TIMES);
    REQUIRE(tranches[k].not_before <= latest && tranches[k].approve_by <= latest, E_BAD_TRANCHE_TIMES);
  }
  return 0;
}

static u64 check_terms(const Context *context, const CreateArguments *terms, const TrancheArguments *tranches) {
  i64 now;
  Pubkey terms_hash = terms->terms_hash;
  TRY(read_clock(&now));
  TRY(check_keys(context, terms));
  REQUIRE(!is_zero_key(&terms_hash), E_BAD_TERMS_HASH);
  TRY(check_amounts(terms));
  TRY(check_times(terms, now));
  TRY(check_shares(tranches, terms->tranche_count));
  TRY(check_tranche_times(terms, tranches));
  return check_position_limits(terms, is_zero_key(context->accounts[CREATE_PAYMENT_MINT].key));
}

// A mint of the classic token program; native coin wrapped as a token is refused: native is paid as such.
static u64 check_mints(const AccountInfo *payment, const AccountInfo *sale) {
  REQUIRE(!same_key(payment->key, sale->key), E_SAME_MINT);
  if (!is_zero_key(payment->key)) {
    REQUIRE(!same_key(payment->key, &WRAPPED_NATIVE_MINT) && token_mint(payment), E_BAD_PAYMENT_MINT);
  }
  REQUIRE(!same_key(sale->key, &WRAPPED_NATIVE_MINT), E_BAD_SALE_MINT);
  const Mint *mint = token_mint(sale);
  REQUIRE(mint && mint->has_freeze_authority == 0, E_BAD_SALE_MINT);
  return 0;
}
