// The System, token and associated token programs, as far as our programs call them. Anything else that is called, or
// any call with more rights than the caller has, is a report.
#pragma once
#include "runtime.h"

#define MOST_METAS 6

typedef struct {
  AccountInfo *accounts[MOST_METAS];
  bool signs[MOST_METAS];
  u64 count;
  const u8 *data;
  u64 length;
} Call;

static bool is_derived_signer(const Pubkey *key, const SignerSeeds *signers, u64 count) {
  for (u64 i = 0; i < count; i++) {
    Pubkey address;
    derive(signers[i].seeds, signers[i].count, 0, &given.program, &address);
    if (same_key(&address, key)) return true;
  }
  return false;
}

static void need(bool condition, const char *sentence) {
  if (condition) return;
  fprintf(stderr, "ORACLE: %s\n", sentence);
  abort();
}

static u64 read_call(const Instruction *instruction, const SignerSeeds *signers, u64 signer_count, Call *call) {
  need(instruction->account_count <= MOST_METAS, "a call with more accounts than any that we make");
  *call = (Call){.count = instruction->account_count, .data = instruction->data, .length = instruction->data_len};
  for (u64 i = 0; i < call->count; i++) {
    const AccountMeta *meta = &instruction->accounts[i];
    AccountInfo *account = account_of(meta->key);
    if (!account) return FAILED;
    bool signs = account->is_signer || is_derived_signer(meta->key, signers, signer_count);
    if (meta->is_signer && !signs) return FAILED;
    if (meta->is_writable && !account->is_writable) return FAILED;
    call->accounts[i] = account;
    call->signs[i] = meta->is_signer;
  }
  return 0;
}

static u64 move(AccountInfo *from, AccountInfo *to, u64 lamports) {
  if (*from->lamports < lamports) return FAILED;
  *from->lamports -= lamports;
  *to->lamports += lamports;
  return 0;
}

static u64 grow(AccountInfo *account, u64 length) {
  if (length > SPARE_BYTES) return FAILED;
  *(u64 *)(account->data - 8) = length;
  ASAN_UNPOISON_MEMORY_REGION(account->data, length);
  return 0;
}

static u64 call_system(const Call *call) {
  u32 tag;
  u64 amount;
  memcpy(&tag, call->data, 4);
  AccountInfo *account = call->accounts[0];
  if (!is_zero_key(account->owner) || !call->signs[0]) return FAILED;
  if (tag != SYSTEM_ASSIGN && length_of(account) > 0) return FAILED;
  memcpy(&amount, call->data + 4, 8);
  if (tag == SYSTEM_TRANSFER) return move(account, call->accounts[1], amount);
  if (tag == SYSTEM_ALLOCATE) return grow(account, amount);
  need(tag == SYSTEM_ASSIGN, "a call of the System program that we do not make");
  memcpy(account->owner, call->data + 4, sizeof(Pubkey));
  return 0;
}

static TokenAccount *usable(const AccountInfo *account) {
  bool plausible = same_key(account->owner, &TOKEN_PROGRAM) && length_of(account) == TOKEN_ACCOUNT_SIZE;
  TokenAccount *token = (TokenAccount *)account->data;
  return plausible && token->state == TOKEN_ACCOUNT_INITIALIZED ? token : 0;
}

static u64 call_token(const Call *call) {
  u64 amount;
  TokenAccount *from = usable(call->accounts[0]);
  if (!from || !call->signs[2] || !same_key(&from->owner, call->accounts[2]->key)) return FAILED;
  if (call->data[0] == TOKEN_CLOSE_ACCOUNT) {
    if (from->amount > 0 || call->accounts[0] == call->accounts[1]) return FAILED;
    memset(call->accounts[0]->data, 0, TOKEN_ACCOUNT_SIZE);
    *(u64 *)(call->accounts[0]->data - 8) = 0;
    *call->accounts[0]->owner = SYSTEM_PROGRAM;
    return move(call->accounts[0], call->accounts[1], *call->accounts[0]->lamports);
  }
  need(call->data[0] == TOKEN_TRANSFER && call->length == 9, "a call of the token program that we do not make");
  TokenAccount *to = usable(call->accounts[1]);
  memcpy(&amount, call->data + 1, 8);
  if (!to || !same_key(&from->mint, &to->mint) || from->amount < amount) return FAILED;
  from->amount -= amount;
  return ADD(to->amount, amount, &to->amount) ? 0 : FAILED;
}

static u64 call_associated_token(const Call *call) {
  AccountInfo *account = call->accounts[1], *mint = call->accounts[3];
  Pubkey address;
  u64 rent;
  TRY(associated_token_address(call->accounts[2]->key, mint->key, &address));
  bool unused = is_zero_key(account->owner) && length_of(account) == 0;
  bool is_mint = same_key(mint->owner, &TOKEN_PROGRAM) && length_of(mint) == MINT_SIZE;
  if (!same_key(&address, account->key) || !unused || !is_mint || !call->signs[0]) return FAILED;
  if (!rent_minimum(TOKEN_ACCOUNT_SIZE, &rent)) return FAILED;
  if (*account->lamports < rent) TRY(move(call->accounts[0], account, rent - *account->lamports));
  TRY(grow(account, TOKEN_ACCOUNT_SIZE));
  TokenAccount *token = (TokenAccount *)account->data;
  *token = (TokenAccount){.mint = *mint->key, .owner = *call->accounts[2]->key, .state = TOKEN_ACCOUNT_INITIALIZED};
  *account->owner = TOKEN_PROGRAM;
  return 0;
}

u64 sol_invoke_signed_c(const Instruction *instruction, const AccountInfo *infos, u64 info_count,
                        const SignerSeeds *signers, u64 signer_count) {
  Call call;
  (void)infos;
  need(info_count == given.count, "a call with other accounts than those that were passed");
  bool system = same_key(instruction->program_id, &SYSTEM_PROGRAM);
  bool token = same_key(instruction->program_id, &TOKEN_PROGRAM);
  bool associated = same_key(instruction->program_id, &ASSOCIATED_TOKEN_PROGRAM);
  need(system || token || associated, "a program was called that is none of the three");
  if (!account_of(instruction->program_id)) return FAILED;
  TRY(read_call(instruction, signers, signer_count, &call));
  if (system) return call_system(&call);
  return token ? call_token(&call) : call_associated_token(&call);
}
