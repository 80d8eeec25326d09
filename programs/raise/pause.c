// pause and resume: the guardian sets a flag that `commit` alone reads.
#include "accounts.h"

static u64 set_paused(const Context *context, const AccountRule *rules, bool paused) {
  const AccountInfo *accounts = context->accounts;
  Raise *raise;

  TRY(check_instruction(context, rules, PAUSE_ACCOUNTS, 0));
  TRY(load_raise(context, &accounts[PAUSE_RAISE], &raise));
  TRY(check_key(&accounts[PAUSE_GUARDIAN], &raise->guardian));

  raise->paused = paused;
  return 0;
}

static u64 pause_raise(const Context *context) { return set_paused(context, PAUSE_RULES, true); }

static u64 resume_raise(const Context *context) { return set_paused(context, RESUME_RULES, false); }
