// The classic token program (SPL on Solana, KPL on K2) and its associated accounts: layouts and calls.
#pragma once
#include "accounts.h"

#define TOKEN_TRANSFER 3
#define TOKEN_CLOSE_ACCOUNT 9
#define TOKEN_ACCOUNT_SIZE 165
#define TOKEN_ACCOUNT_INITIALIZED 1 // 0: not yet, 2: frozen
#define MINT_SIZE 82

static const Pubkey TOKEN_PROGRAM = {
    {0x93a165d7e1f6dd06ull, 0xac79ebce46e1cbd9ull, 0x91375b5fed85b41cull, 0xa900ff7e85f58c3aull}};
static const Pubkey ASSOCIATED_TOKEN_PROGRAM = {
    {0xf189244e8f25978cull, 0x830d8e1429103dbbull, 0x8410ffda99135a0bull, 0x59f8e9dbd87b8e04ull}};
static const Pubkey WRAPPED_NATIVE_MINT = {
    {0x8481abfe57889b06ull, 0x35c01846637f68fbull, 0x553beb1adc39c4daull, 0x0100000000f0a098ull}};

// The first 109 of 165 bytes: nothing behind them matters here.
typedef struct {
  Pubkey mint;
  Pubkey owner;
  u64 amount;
  u8 delegate[36];
  u8 state;
} TokenAccount;
_Static_assert(__builtin_offsetof(TokenAccount, state) == 108, "TokenAccount.state");

typedef struct __attribute__((packed)) {
  u8 mint_authority[36];
  u64 supply;
  u8 decimals;
  u8 is_initialized;
  u32 has_freeze_authority;
  Pubkey freeze_authority;
} Mint;
_Static_assert(sizeof(Mint) == MINT_SIZE, "size of Mint");

// Null unless the classic token program owns an account of that size.
static const TokenAccount *token_account(const AccountInfo *account) {
  bool plausible = same_key(account->owner, &TOKEN_PROGRAM) && account->data_len == TOKEN_ACCOUNT_SIZE;
  return plausible ? (const TokenAccount *)account->data : 0;
}

static bool is_usable_token_account(const AccountInfo *account, const Pubkey *mint) {
  const TokenAccount *token = token_account(account);
  return token && token->state == TOKEN_ACCOUNT_INITIALIZED && same_key(&token->mint, mint);
}

static const Mint *token_mint(const AccountInfo *account) {
  bool plausible = same_key(account->owner, &TOKEN_PROGRAM) && account->data_len == MINT_SIZE;
  const Mint *mint = (const Mint *)account->data;
  return plausible && mint->is_initialized ? mint : 0;
}

static u64 associated_token_address(const Pubkey *owner, const Pubkey *mint, Pubkey *address) {
  Seed seeds[] = {{owner, sizeof(Pubkey)}, {&TOKEN_PROGRAM, sizeof(Pubkey)}, {mint, sizeof(Pubkey)}};
  u8 bump;
  return sol_try_find_program_address(seeds, 3, &ASSOCIATED_TOKEN_PROGRAM, address, &bump);
}

// `signer` is null when the authority signed the transaction itself.
typedef struct {
  const AccountInfo *from;
  const AccountInfo *to;
  const AccountInfo *authority;
  u64 amount;
  const SignerSeeds *signer;
} TokenTransfer;

static u64 token_transfer(const Context *context, const TokenTransfer *transfer) {
  struct __attribute__((packed)) {
    u8 tag;
    u64 amount;
  } data = {TOKEN_TRANSFER, transfer->amount};
  AccountMeta metas[] = {{transfer->from->key, true, false},
                         {transfer->to->key, true, false},
                         {transfer->authority->key, false, true}};
  Instruction instruction = {&TOKEN_PROGRAM, metas, 3, (const u8 *)&data, sizeof(data)};
  u64 signer_count = transfer->signer ? 1 : 0;
  return sol_invoke_signed_c(&instruction, context->accounts, context->account_count, transfer->signer, signer_count);
}

// The account must be empty; its rent goes to `receiver`.
static u64 token_close_account(const Context *context, const AccountInfo *account, const AccountInfo *receiver,
                               const AccountInfo *authority, const SignerSeeds *signer) {
  u8 data[] = {TOKEN_CLOSE_ACCOUNT};
  AccountMeta metas[] = {{account->key, true, false}, {receiver->key, true, false}, {authority->key, false, true}};
  Instruction instruction = {&TOKEN_PROGRAM, metas, 3, data, sizeof(data)};
  return sol_invoke_signed_c(&instruction, context->accounts, context->account_count, signer, 1);
}

// The oldest form of this call: it fails when the account exists, and every version of the program knows it.
static SOMETIMES u64 create_associated_token_account(const Context *context, const AccountInfo *payer,
                                                     const AccountInfo *account, const AccountInfo *owner,
                                                     const AccountInfo *mint) {
  static const Pubkey system_program = {{0, 0, 0, 0}};
  AccountMeta metas[] = {{payer->key, true, true},     {account->key, true, false},   {owner->key, false, false},
                         {mint->key, false, false},    {&system_program, false, false}, {&TOKEN_PROGRAM, false, false}};
  u8 no_data = 0;
  Instruction instruction = {&ASSOCIATED_TOKEN_PROGRAM, metas, 6, &no_data, 0};
  return sol_invoke_signed_c(&instruction, context->accounts, context->account_count, 0, 0);
}
