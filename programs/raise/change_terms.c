// change_terms: issuer and guardian put other terms in force. Nobody has agreed to them yet, so everybody may leave.
#include "accounts.h"

// Time to settle as before, and at least the time that was promised for reading and confirming.
static u64 postpone_settlement(Raise *raise, i64 now) {
  i64 confirmed_by, planned;
  REQUIRE(ADD(now, (i64)raise->confirm_seconds, &confirmed_by), E_OVERFLOW);
  REQUIRE(ADD(raise->closes_at, (i64)raise->reflection_seconds, &planned), E_OVERFLOW);
  raise->settle_after = confirmed_by > planned ? confirmed_by : planned;
  return 0;
}

static u64 change_terms(const Context *context) {
  const AccountInfo *accounts = context->accounts;
  Raise *raise;
  i64 now;

  TRY(check_instruction(context, CHANGE_TERMS_RULES, CHANGE_TERMS_ACCOUNTS, sizeof(ChangeTermsArguments)));
  Pubkey terms_hash = ARGUMENTS(context, ChangeTermsArguments)->terms_hash;
  TRY(load_raise(context, &accounts[CHANGE_TERMS_RAISE], &raise));
  TRY(check_key(&accounts[CHANGE_TERMS_ISSUER], &raise->issuer));
  TRY(check_key(&accounts[CHANGE_TERMS_GUARDIAN], &raise->guardian));
  REQUIRE(raise->state == STATE_OPEN, E_WRONG_STATE);
  TRY(read_clock(&now));
  REQUIRE(now < raise->closes_at, E_ALREADY_CLOSED);
  REQUIRE(!is_zero_key(&terms_hash), E_BAD_TERMS_HASH);
  REQUIRE(!same_key(&terms_hash, &raise->terms_hash), E_TERMS_UNCHANGED);

  REQUIRE(ADD(raise->terms_version, 1u, &raise->terms_version), E_OVERFLOW);
  TRY(postpone_settlement(raise, now));
  raise->terms_hash = terms_hash;
  raise->confirmed = 0;
  raise->positions_confirmed = 0;
  return 0;
}
