// The distributor program. One file an instruction, compiled as one unit; README.md says what each may do.
#include "claim.c"
#include "close.c"
#include "create.c"
#include "lock.c"
#include "reclaim.c"
#include "slash.c"
#include "take_back.c"

static u64 run(const Context *context) {
  switch (context->data[0]) {
    case TAG_CREATE: return create(context);
    case TAG_CLAIM: return claim(context);
    case TAG_RECLAIM: return reclaim(context);
    case TAG_CLOSE: return close(context);
    case TAG_LOCK: return lock(context);
    case TAG_SLASH: return slash(context);
    case TAG_TAKE_BACK: return take_back(context);
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
