// Whole-number arithmetic that cannot wrap around.
#pragma once
#include "types.h"

typedef struct {
  u64 low;
  u64 high;
} Product;

// 64 x 64 -> 128 bits by halves: this VM has no 128-bit multiplication.
static Product multiply(u64 a, u64 b) {
  u64 a_low = a & 0xffffffff, a_high = a >> 32, b_low = b & 0xffffffff, b_high = b >> 32;
  u64 low = a_low * b_low, cross_a = a_high * b_low, cross_b = a_low * b_high;
  u64 middle = (low >> 32) + (cross_a & 0xffffffff) + (cross_b & 0xffffffff);
  Product product;
  product.low = (middle << 32) | (low & 0xffffffff);
  product.high = a_high * b_high + (cross_a >> 32) + (cross_b >> 32) + (middle >> 32);
  return product;
}

// *quotient = floor(a * b / divisor); false when it does not fit 64 bits or the divisor is 0.
static bool multiply_divide(u64 a, u64 b, u64 divisor, u64 *quotient) {
  Product product = multiply(a, b);
  if (product.high >= divisor) return false;
  if (product.high == 0) {
    *quotient = product.low / divisor;
    return true;
  }
  u64 remainder = product.high, result = 0;
  for (u64 bit = 64; bit-- > 0;) {
    bool carry = remainder >> 63;
    remainder = (remainder << 1) | ((product.low >> bit) & 1);
    result <<= 1;
    if (carry || remainder >= divisor) {
      remainder -= divisor;
      result |= 1;
    }
  }
  *quotient = result;
  return true;
}

#define ADD(a, b, sum) (!__builtin_add_overflow(a, b, sum))
#define SUBTRACT(a, b, difference) (!__builtin_sub_overflow(a, b, difference))
