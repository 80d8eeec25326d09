// confirm: an investor agrees to the terms that are now in force. A pause does not stop it.
#include "position.h"

static u64 check_confirmable(const Raise *raise, const Position *position, const Pubkey *terms_hash) {
  i64 now;
  u64 confirmed;
  TRY(read_clock(&now));
  REQUIRE(raise->state == STATE_OPEN, E_WRONG_STATE);
  REQUIRE(now < raise->settle_after, E_ALREADY_CLOSED);
  REQUIRE(same_key(terms_hash, &raise->terms_hash), E_TERMS_MISMATCH);
  REQUIRE(is_stale(raise, position), E_NOTHING_DUE);
  REQUIRE(ADD(raise->confirmed, position->committed, &confirmed), E_OVERFLOW);
  REQUIRE(raise->oversubscription || confirmed <= raise->cap, E_CAP_REACHED);
  return 0;
}

static u64 confirm(const Context *context) {
  const AccountInfo *accounts = context->accounts;
  Raise *raise;
  Position *position;

  TRY(check_instruction(context, CONFIRM_RULES, CONFIRM_ACCOUNTS, sizeof(ConfirmArguments)));
  Pubkey terms_hash = ARGUMENTS(context, ConfirmArguments)->terms_hash;
  TRY(load_raise(context, &accounts[CONFIRM_RAISE], &raise));
  TRY(load_position(context, &accounts[CONFIRM_POSITION], &accounts[CONFIRM_RAISE], &accounts[CONFIRM_INVESTOR],
                    &position));
  TRY(check_confirmable(raise, position, &terms_hash));

  position->terms_version = raise->terms_version;
  raise->confirmed += position->committed;
  raise->positions_confirmed += 1; // at most positions_open
  next_sequence(raise, position);
  return 0;
}
