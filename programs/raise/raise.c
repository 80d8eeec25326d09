// The raise program. One file an instruction, compiled as one unit; README.md says what each may do.
#include "cancel.c"
#include "claim.c"
#include "close.c"
#include "commit.c"
#include "create.c"
#include "open.c"
#include "pause.c"
#include "pay_fee.c"
#include "reclaim.c"
#include "refund.c"
#include "release.c"
#include "settle.c"
#include "withdraw.c"

static u64 run(const Context *context) {
  switch (context->data[0]) {
    case TAG_CREATE: return create(context);
    case TAG_OPEN: return open_raise(context);
    case TAG_COMMIT: return commit(context);
    case TAG_WITHDRAW: return withdraw(context);
    case TAG_PAUSE: return pause_raise(context);
    case TAG_RESUME: return resume_raise(context);
    case TAG_CANCEL: return cancel(context);
    case TAG_SETTLE: return settle(context);
    case TAG_REFUND: return refund(context);
    case TAG_CLAIM: return claim(context);
    case TAG_RELEASE: return release(context);
    case TAG_PAY_FEE: return pay_fee(context);
    case TAG_RECLAIM: return reclaim(context);
    case TAG_CLOSE: return close(context);
    case TAG_CHANGE_TERMS:
    case TAG_CONFIRM:
    case TAG_APPROVE:
    case TAG_REJECT:
    case TAG_EXPIRE:
    case TAG_UNWIND:
    case TAG_ROTATE: return E_NOT_AVAILABLE;
    default: return E_UNKNOWN_INSTRUCTION;
  }
}

u64 entrypoint(u8 *input) {
  AccountInfo accounts[MAX_ACCOUNTS];
  Context context = {accounts, 0, 0, 0, 0};
  REQUIRE(read_input(input, &context), E_ACCOUNT_COUNT);
  REQUIRE(context.data_len > 0, E_INSTRUCTION_LENGTH);
  return run(&context);
}
