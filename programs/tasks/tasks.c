// Stands in for K2's two task programs on a private chain, at both addresses: takes a Stake instruction as they write it, and refuses
// it without the staking key's signature. It moves nothing; who has staked how much is written into the task's account from outside.
#define E_ACCOUNT_COUNT 1
#define E_SIGNATURE_MISSING 2
#define E_NOT_WRITABLE 3
#define E_INSTRUCTION_LENGTH 4
#define E_UNKNOWN_INSTRUCTION 5
#define E_WRONG_OWNER 6
#include "../sdk/accounts.h"

#define TAG_STAKE 9
#define STAKE_LENGTH (1 + 8 + 64) // tag, amount, the node's address
#define FEWEST_ACCOUNTS 4         // task, staking key, stake pot and a sysvar or the token program

u64 entrypoint(u8 *input) {
  AccountInfo accounts[MAX_ACCOUNTS];
  Context context = {accounts, 0, 0, 0, 0};
  REQUIRE(read_input(input, &context), E_ACCOUNT_COUNT);
  REQUIRE(context.data_len == STAKE_LENGTH, E_INSTRUCTION_LENGTH);
  REQUIRE(context.data[0] == TAG_STAKE, E_UNKNOWN_INSTRUCTION);
  REQUIRE(context.account_count >= FEWEST_ACCOUNTS, E_ACCOUNT_COUNT);
  REQUIRE(same_key(accounts[0].owner, context.program_id), E_WRONG_OWNER);
  REQUIRE(accounts[0].is_writable && accounts[2].is_writable, E_NOT_WRITABLE);
  REQUIRE(accounts[1].is_signer, E_SIGNATURE_MISSING);
  return 0;
}
