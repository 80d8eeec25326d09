// Time and rent, always asked from the chain.
#pragma once
#include "arithmetic.h"
#include "syscalls.h"

#define THRESHOLD_ONE_YEAR 0x3ff0000000000000ull  // 1.0
#define THRESHOLD_TWO_YEARS 0x4000000000000000ull // 2.0
#define ACCOUNT_OVERHEAD 128

static u64 read_clock(i64 *now) {
  Clock clock;
  TRY(sol_get_clock_sysvar(&clock));
  *now = clock.unix_timestamp;
  return 0;
}

// The lamports that keep an account of this many bytes alive. False: the chain states its rent in an unknown form.
static bool rent_minimum(u64 bytes, u64 *minimum) {
  Rent rent;
  if (sol_get_rent_sysvar(&rent) != 0) return false;
  u64 years = rent.threshold_bits == THRESHOLD_ONE_YEAR ? 1 : 2;
  if (years == 2 && rent.threshold_bits != THRESHOLD_TWO_YEARS) return false;
  return multiply_divide(rent.lamports_per_byte, (bytes + ACCOUNT_OVERHEAD) * years, 1, minimum);
}
