// Written by `node programs/layout.mjs` from src/chain/raise. Change the tables there, never this file.
#pragma once
#include "../sdk/accounts.h"

#define DISCRIMINATOR_RAISE 0x3145534941524c46ull // FLRAISE1
#define DISCRIMINATOR_POSITION 0x315449534f504c46ull // FLPOSIT1
#define DISCRIMINATOR_TOMBSTONE 0x3045534f4c434c46ull // FLCLOSE0
#define LAYOUT_VERSION 1
#define MAX_TRANCHES 8
#define TOMBSTONE_SIZE 8
#define SEED_RAISE "raise"
#define SEED_POSITION "position"
#define SEED_VAULT "vault"
#define COSIGNATURE_SECONDS 120
#define OPENS_WITHIN_SECONDS 31536000
#define DURATION_SECONDS 31536000
#define REFLECTION_SECONDS_MAX 2592000
#define CONFIRM_SECONDS_MIN 432000
#define CONFIRM_SECONDS_MAX 2592000
#define APPROVAL_MARGIN_SECONDS 604800
#define TRANCHE_SECONDS_MAX 157680000
#define VESTING_SECONDS_MAX 315360000
#define FEE_BPS_MAX 1000
#define BPS_TOTAL 10000
#define SMALLEST_POSITION_TOKENS 10000
#define OVERSUBSCRIPTION_FACTOR 100
#define MAXIMUM_SHARE_OF_CAP 10

enum {
  STATE_DRAFT = 0,
  STATE_OPEN = 1,
  STATE_SUCCEEDED = 2,
  STATE_FAILED = 3,
  STATE_UNWINDING = 4,
  STATE_CLOSED = 5,
};

enum {
  AUDIENCE_EVERYONE = 0,
  AUDIENCE_OPERATORS = 1,
};

enum {
  ROLE_COSIGNER = 0,
  ROLE_APPROVER_A = 1,
  ROLE_APPROVER_B = 2,
};

typedef struct {
  u16 bps; // share of the entitlement, basis points
  u8 approved; // the first tranche needs no approval and counts as approved
  u8 rejected; // both approvers said no
  u8 released; // paid to the issuer
  u8 reserved0; // zero
  u16 reserved1; // zero
  i64 not_before; // earliest release
  i64 approve_by; // end of the time for approval; 0 for the first tranche
} Tranche;
_Static_assert(__builtin_offsetof(Tranche, bps) == 0, "Tranche.bps");
_Static_assert(__builtin_offsetof(Tranche, approved) == 2, "Tranche.approved");
_Static_assert(__builtin_offsetof(Tranche, rejected) == 3, "Tranche.rejected");
_Static_assert(__builtin_offsetof(Tranche, released) == 4, "Tranche.released");
_Static_assert(__builtin_offsetof(Tranche, reserved0) == 5, "Tranche.reserved0");
_Static_assert(__builtin_offsetof(Tranche, reserved1) == 6, "Tranche.reserved1");
_Static_assert(__builtin_offsetof(Tranche, not_before) == 8, "Tranche.not_before");
_Static_assert(__builtin_offsetof(Tranche, approve_by) == 16, "Tranche.approve_by");
_Static_assert(sizeof(Tranche) == 24, "size of Tranche");

typedef struct {
  u64 discriminator; // FLRAISE1
  u8 version; // of this layout
  u8 bump; // of the address of the raise
  u8 vault_bump; // of the native vault; 0 when a mint is paid
  u8 state; // index into RAISE_STATES
  u8 paused; // read by commit only
  u8 oversubscription; // more than the cap may be confirmed, and is split
  u8 audience; // index into AUDIENCES; enforced by the cosigner
  u8 tranche_count; // 1..8
  Pubkey id; // chosen by the site; never used twice
  Pubkey issuer; // a wallet: pays for the account, receives what is released
  Pubkey guardian; // create, change_terms, pause, resume, cancel, rotate
  Pubkey cosigner; // commit only
  Pubkey approver_a; // approve and reject, with approver_b
  Pubkey approver_b; // approve and reject, with approver_a
  Pubkey fee_wallet; // receives the fee and nothing else
  Pubkey payment_mint; // 32 zero bytes: native KOII
  Pubkey sale_mint; // the token that is sold
  Pubkey payment_vault; // native: the vault of this program; else the associated token account
  Pubkey sale_vault; // associated token account of the raise
  Pubkey terms_hash; // SHA-256 of the canonical terms
  u32 terms_version; // rises with every change of terms
  u16 fee_bps; // of each release
  u8 payment_decimals; // 9 for native KOII
  u8 sale_decimals; // of the sale mint
  u64 minimum; // below it everybody is refunded
  u64 cap; // the most that is accepted
  u64 tokens_at_cap; // the whole allocation
  u64 position_minimum; // of a position as a whole
  u64 position_maximum; // of a position as a whole
  i64 opens_at; // first second for commitments
  i64 closes_at; // first second without commitments
  i64 withdraw_until; // first second without free withdrawal
  i64 settle_after; // first second for settle
  u32 reflection_seconds; // how long new money stays withdrawable
  u32 confirm_seconds; // how long a change of terms waits for confirmation
  u32 vesting_cliff; // seconds after settlement
  u32 vesting_duration; // seconds after settlement; 0: all at once
  i64 settled_at; // when it succeeded: vesting starts
  u64 sequence; // rises with every movement of money and every confirmation
  u64 committed; // sum of all positions; fixed when the raise ends
  u64 confirmed; // sum of current positions; T, fixed at settlement
  u64 returned; // paid back after the end: refunds, excess, unwinding
  u64 delivered; // sale tokens delivered to investors
  u64 released; // of the entitlement, fee included
  u64 fees_due; // released and not yet paid to the fee wallet
  u32 positions_open; // position accounts that exist
  u32 positions_confirmed; // current positions; N, fixed at settlement
  u64 entitlement; // E: what the issuer may receive, fixed at settlement
  u64 unwindable; // U: what goes back when unwinding
  Tranche tranches[MAX_TRANCHES];
} Raise;
_Static_assert(__builtin_offsetof(Raise, discriminator) == 0, "Raise.discriminator");
_Static_assert(__builtin_offsetof(Raise, version) == 8, "Raise.version");
_Static_assert(__builtin_offsetof(Raise, bump) == 9, "Raise.bump");
_Static_assert(__builtin_offsetof(Raise, vault_bump) == 10, "Raise.vault_bump");
_Static_assert(__builtin_offsetof(Raise, state) == 11, "Raise.state");
_Static_assert(__builtin_offsetof(Raise, paused) == 12, "Raise.paused");
_Static_assert(__builtin_offsetof(Raise, oversubscription) == 13, "Raise.oversubscription");
_Static_assert(__builtin_offsetof(Raise, audience) == 14, "Raise.audience");
_Static_assert(__builtin_offsetof(Raise, tranche_count) == 15, "Raise.tranche_count");
_Static_assert(__builtin_offsetof(Raise, id) == 16, "Raise.id");
_Static_assert(__builtin_offsetof(Raise, issuer) == 48, "Raise.issuer");
_Static_assert(__builtin_offsetof(Raise, guardian) == 80, "Raise.guardian");
_Static_assert(__builtin_offsetof(Raise, cosigner) == 112, "Raise.cosigner");
_Static_assert(__builtin_offsetof(Raise, approver_a) == 144, "Raise.approver_a");
_Static_assert(__builtin_offsetof(Raise, approver_b) == 176, "Raise.approver_b");
_Static_assert(__builtin_offsetof(Raise, fee_wallet) == 208, "Raise.fee_wallet");
_Static_assert(__builtin_offsetof(Raise, payment_mint) == 240, "Raise.payment_mint");
_Static_assert(__builtin_offsetof(Raise, sale_mint) == 272, "Raise.sale_mint");
_Static_assert(__builtin_offsetof(Raise, payment_vault) == 304, "Raise.payment_vault");
_Static_assert(__builtin_offsetof(Raise, sale_vault) == 336, "Raise.sale_vault");
_Static_assert(__builtin_offsetof(Raise, terms_hash) == 368, "Raise.terms_hash");
_Static_assert(__builtin_offsetof(Raise, terms_version) == 400, "Raise.terms_version");
_Static_assert(__builtin_offsetof(Raise, fee_bps) == 404, "Raise.fee_bps");
_Static_assert(__builtin_offsetof(Raise, payment_decimals) == 406, "Raise.payment_decimals");
_Static_assert(__builtin_offsetof(Raise, sale_decimals) == 407, "Raise.sale_decimals");
_Static_assert(__builtin_offsetof(Raise, minimum) == 408, "Raise.minimum");
_Static_assert(__builtin_offsetof(Raise, cap) == 416, "Raise.cap");
_Static_assert(__builtin_offsetof(Raise, tokens_at_cap) == 424, "Raise.tokens_at_cap");
_Static_assert(__builtin_offsetof(Raise, position_minimum) == 432, "Raise.position_minimum");
_Static_assert(__builtin_offsetof(Raise, position_maximum) == 440, "Raise.position_maximum");
_Static_assert(__builtin_offsetof(Raise, opens_at) == 448, "Raise.opens_at");
_Static_assert(__builtin_offsetof(Raise, closes_at) == 456, "Raise.closes_at");
_Static_assert(__builtin_offsetof(Raise, withdraw_until) == 464, "Raise.withdraw_until");
_Static_assert(__builtin_offsetof(Raise, settle_after) == 472, "Raise.settle_after");
_Static_assert(__builtin_offsetof(Raise, reflection_seconds) == 480, "Raise.reflection_seconds");
_Static_assert(__builtin_offsetof(Raise, confirm_seconds) == 484, "Raise.confirm_seconds");
_Static_assert(__builtin_offsetof(Raise, vesting_cliff) == 488, "Raise.vesting_cliff");
_Static_assert(__builtin_offsetof(Raise, vesting_duration) == 492, "Raise.vesting_duration");
_Static_assert(__builtin_offsetof(Raise, settled_at) == 496, "Raise.settled_at");
_Static_assert(__builtin_offsetof(Raise, sequence) == 504, "Raise.sequence");
_Static_assert(__builtin_offsetof(Raise, committed) == 512, "Raise.committed");
_Static_assert(__builtin_offsetof(Raise, confirmed) == 520, "Raise.confirmed");
_Static_assert(__builtin_offsetof(Raise, returned) == 528, "Raise.returned");
_Static_assert(__builtin_offsetof(Raise, delivered) == 536, "Raise.delivered");
_Static_assert(__builtin_offsetof(Raise, released) == 544, "Raise.released");
_Static_assert(__builtin_offsetof(Raise, fees_due) == 552, "Raise.fees_due");
_Static_assert(__builtin_offsetof(Raise, positions_open) == 560, "Raise.positions_open");
_Static_assert(__builtin_offsetof(Raise, positions_confirmed) == 564, "Raise.positions_confirmed");
_Static_assert(__builtin_offsetof(Raise, entitlement) == 568, "Raise.entitlement");
_Static_assert(__builtin_offsetof(Raise, unwindable) == 576, "Raise.unwindable");
_Static_assert(sizeof(Raise) == 776, "size of Raise");

typedef struct {
  u64 discriminator; // FLPOSIT1
  u8 version; // of this layout
  u8 bump; // of the address of the position
  u8 excess_paid; // accepted is fixed and the rest paid back
  u8 unwound; // the share of U is paid back
  u32 terms_version; // stale when it is not the version of the raise
  Pubkey raise; // address of the raise
  Pubkey investor; // the only receiver
  u64 committed; // base units of the payment asset
  u64 fresh; // the part committed inside the last reflection period
  i64 fresh_until; // first second in which fresh is no longer withdrawable
  u64 accepted; // after the split; set together with excessPaid
  u64 returned; // paid back since settlement
  u64 delivered; // sale tokens delivered
  u64 deposit; // lamports left to repay whoever creates a token account
  u64 sequence; // of the raise at the last change
} Position;
_Static_assert(__builtin_offsetof(Position, discriminator) == 0, "Position.discriminator");
_Static_assert(__builtin_offsetof(Position, version) == 8, "Position.version");
_Static_assert(__builtin_offsetof(Position, bump) == 9, "Position.bump");
_Static_assert(__builtin_offsetof(Position, excess_paid) == 10, "Position.excess_paid");
_Static_assert(__builtin_offsetof(Position, unwound) == 11, "Position.unwound");
_Static_assert(__builtin_offsetof(Position, terms_version) == 12, "Position.terms_version");
_Static_assert(__builtin_offsetof(Position, raise) == 16, "Position.raise");
_Static_assert(__builtin_offsetof(Position, investor) == 48, "Position.investor");
_Static_assert(__builtin_offsetof(Position, committed) == 80, "Position.committed");
_Static_assert(__builtin_offsetof(Position, fresh) == 88, "Position.fresh");
_Static_assert(__builtin_offsetof(Position, fresh_until) == 96, "Position.fresh_until");
_Static_assert(__builtin_offsetof(Position, accepted) == 104, "Position.accepted");
_Static_assert(__builtin_offsetof(Position, returned) == 112, "Position.returned");
_Static_assert(__builtin_offsetof(Position, delivered) == 120, "Position.delivered");
_Static_assert(__builtin_offsetof(Position, deposit) == 128, "Position.deposit");
_Static_assert(__builtin_offsetof(Position, sequence) == 136, "Position.sequence");
_Static_assert(sizeof(Position) == 144, "size of Position");

typedef struct __attribute__((packed)) {
  u16 bps; // share of the entitlement, basis points
  i64 not_before; // earliest release
  i64 approve_by; // 0 for the first tranche
} TrancheArguments;
_Static_assert(sizeof(TrancheArguments) == 18, "size of TrancheArguments");

#define TAG_CREATE 0
typedef struct __attribute__((packed)) {
  Pubkey id;
  Pubkey cosigner;
  Pubkey approver_a;
  Pubkey approver_b;
  Pubkey fee_wallet;
  Pubkey terms_hash;
  u64 minimum;
  u64 cap;
  u64 tokens_at_cap;
  u64 position_minimum;
  u64 position_maximum;
  i64 opens_at;
  i64 closes_at;
  i64 withdraw_until;
  u32 reflection_seconds;
  u32 confirm_seconds;
  u32 vesting_cliff;
  u32 vesting_duration;
  u16 fee_bps;
  u8 oversubscription;
  u8 audience;
  u8 tranche_count; // tranches follow
} CreateArguments;
_Static_assert(sizeof(CreateArguments) == 277, "size of CreateArguments");
enum {
  CREATE_ISSUER = 0,
  CREATE_GUARDIAN = 1,
  CREATE_RAISE = 2,
  CREATE_PAYMENT_VAULT = 3,
  CREATE_PAYMENT_MINT = 4,
  CREATE_SALE_MINT = 5,
  CREATE_SYSTEM_PROGRAM = 6,
  CREATE_ACCOUNTS = 7,
};
static const AccountRule CREATE_RULES[] = {
    {SIGNER | WRITABLE}, // issuer
    {SIGNER}, // guardian
    {WRITABLE}, // raise
    {WRITABLE}, // payment_vault
    {0}, // payment_mint
    {0}, // sale_mint
    {0}, // system_program
};

#define TAG_OPEN 1
enum {
  OPEN_RAISE = 0,
  OPEN_SALE_VAULT = 1,
  OPEN_ACCOUNTS = 2,
};
static const AccountRule OPEN_RULES[] = {
    {WRITABLE}, // raise
    {0}, // sale_vault
};

#define TAG_COMMIT 2
typedef struct __attribute__((packed)) {
  u64 amount; // base units of the payment asset
  Pubkey terms_hash; // of the terms that the signer agrees to
  i64 expires_at; // of the cosignature
} CommitArguments;
_Static_assert(sizeof(CommitArguments) == 48, "size of CommitArguments");
enum {
  COMMIT_INVESTOR = 0,
  COMMIT_COSIGNER = 1,
  COMMIT_RAISE = 2,
  COMMIT_POSITION = 3,
  COMMIT_PAYMENT_VAULT = 4,
  COMMIT_INVESTOR_PAYMENT = 5,
  COMMIT_TOKEN_PROGRAM = 6,
  COMMIT_SYSTEM_PROGRAM = 7,
  COMMIT_ACCOUNTS = 8,
};
static const AccountRule COMMIT_RULES[] = {
    {SIGNER | WRITABLE}, // investor
    {SIGNER}, // cosigner
    {WRITABLE}, // raise
    {WRITABLE}, // position
    {WRITABLE}, // payment_vault
    {WRITABLE}, // investor_payment
    {0}, // token_program
    {0}, // system_program
};

#define TAG_WITHDRAW 3
typedef struct __attribute__((packed)) {
  u64 amount; // base units of the payment asset
} WithdrawArguments;
_Static_assert(sizeof(WithdrawArguments) == 8, "size of WithdrawArguments");
enum {
  WITHDRAW_INVESTOR = 0,
  WITHDRAW_RAISE = 1,
  WITHDRAW_POSITION = 2,
  WITHDRAW_PAYMENT_VAULT = 3,
  WITHDRAW_INVESTOR_PAYMENT = 4,
  WITHDRAW_TOKEN_PROGRAM = 5,
  WITHDRAW_ACCOUNTS = 6,
};
static const AccountRule WITHDRAW_RULES[] = {
    {SIGNER | WRITABLE}, // investor
    {WRITABLE}, // raise
    {WRITABLE}, // position
    {WRITABLE}, // payment_vault
    {WRITABLE}, // investor_payment
    {0}, // token_program
};

#define TAG_CHANGE_TERMS 4
typedef struct __attribute__((packed)) {
  Pubkey terms_hash; // of the terms that the signer agrees to
} ChangeTermsArguments;
_Static_assert(sizeof(ChangeTermsArguments) == 32, "size of ChangeTermsArguments");
enum {
  CHANGE_TERMS_ISSUER = 0,
  CHANGE_TERMS_GUARDIAN = 1,
  CHANGE_TERMS_RAISE = 2,
  CHANGE_TERMS_ACCOUNTS = 3,
};
static const AccountRule CHANGE_TERMS_RULES[] = {
    {SIGNER}, // issuer
    {SIGNER}, // guardian
    {WRITABLE}, // raise
};

#define TAG_CONFIRM 5
typedef struct __attribute__((packed)) {
  Pubkey terms_hash; // of the terms that the signer agrees to
} ConfirmArguments;
_Static_assert(sizeof(ConfirmArguments) == 32, "size of ConfirmArguments");
enum {
  CONFIRM_INVESTOR = 0,
  CONFIRM_RAISE = 1,
  CONFIRM_POSITION = 2,
  CONFIRM_ACCOUNTS = 3,
};
static const AccountRule CONFIRM_RULES[] = {
    {SIGNER}, // investor
    {WRITABLE}, // raise
    {WRITABLE}, // position
};

#define TAG_PAUSE 6
enum {
  PAUSE_GUARDIAN = 0,
  PAUSE_RAISE = 1,
  PAUSE_ACCOUNTS = 2,
};
static const AccountRule PAUSE_RULES[] = {
    {SIGNER}, // guardian
    {WRITABLE}, // raise
};

#define TAG_RESUME 7
enum {
  RESUME_GUARDIAN = 0,
  RESUME_RAISE = 1,
  RESUME_ACCOUNTS = 2,
};
static const AccountRule RESUME_RULES[] = {
    {SIGNER}, // guardian
    {WRITABLE}, // raise
};

#define TAG_CANCEL 8
enum {
  CANCEL_ACTOR = 0,
  CANCEL_RAISE = 1,
  CANCEL_ACCOUNTS = 2,
};
static const AccountRule CANCEL_RULES[] = {
    {SIGNER}, // actor
    {WRITABLE}, // raise
};

#define TAG_SETTLE 9
enum {
  SETTLE_RAISE = 0,
  SETTLE_ACCOUNTS = 1,
};
static const AccountRule SETTLE_RULES[] = {
    {WRITABLE}, // raise
};

#define TAG_REFUND 10
enum {
  REFUND_PAYER = 0,
  REFUND_RAISE = 1,
  REFUND_POSITION = 2,
  REFUND_INVESTOR = 3,
  REFUND_PAYMENT_VAULT = 4,
  REFUND_INVESTOR_PAYMENT = 5,
  REFUND_PAYMENT_MINT = 6,
  REFUND_TOKEN_PROGRAM = 7,
  REFUND_ASSOCIATED_TOKEN_PROGRAM = 8,
  REFUND_SYSTEM_PROGRAM = 9,
  REFUND_ACCOUNTS = 10,
};
static const AccountRule REFUND_RULES[] = {
    {SIGNER | WRITABLE}, // payer
    {WRITABLE}, // raise
    {WRITABLE}, // position
    {WRITABLE}, // investor
    {WRITABLE}, // payment_vault
    {WRITABLE}, // investor_payment
    {0}, // payment_mint
    {0}, // token_program
    {0}, // associated_token_program
    {0}, // system_program
};

#define TAG_CLAIM 11
enum {
  CLAIM_PAYER = 0,
  CLAIM_RAISE = 1,
  CLAIM_POSITION = 2,
  CLAIM_INVESTOR = 3,
  CLAIM_PAYMENT_VAULT = 4,
  CLAIM_INVESTOR_PAYMENT = 5,
  CLAIM_SALE_VAULT = 6,
  CLAIM_INVESTOR_TOKENS = 7,
  CLAIM_PAYMENT_MINT = 8,
  CLAIM_SALE_MINT = 9,
  CLAIM_TOKEN_PROGRAM = 10,
  CLAIM_ASSOCIATED_TOKEN_PROGRAM = 11,
  CLAIM_SYSTEM_PROGRAM = 12,
  CLAIM_ACCOUNTS = 13,
};
static const AccountRule CLAIM_RULES[] = {
    {SIGNER | WRITABLE}, // payer
    {WRITABLE}, // raise
    {WRITABLE}, // position
    {WRITABLE}, // investor
    {WRITABLE}, // payment_vault
    {WRITABLE}, // investor_payment
    {WRITABLE}, // sale_vault
    {WRITABLE}, // investor_tokens
    {0}, // payment_mint
    {0}, // sale_mint
    {0}, // token_program
    {0}, // associated_token_program
    {0}, // system_program
};

#define TAG_APPROVE 12
typedef struct __attribute__((packed)) {
  u8 tranche; // index from 0
} ApproveArguments;
_Static_assert(sizeof(ApproveArguments) == 1, "size of ApproveArguments");
enum {
  APPROVE_APPROVER_A = 0,
  APPROVE_APPROVER_B = 1,
  APPROVE_RAISE = 2,
  APPROVE_ACCOUNTS = 3,
};
static const AccountRule APPROVE_RULES[] = {
    {SIGNER}, // approver_a
    {SIGNER}, // approver_b
    {WRITABLE}, // raise
};

#define TAG_REJECT 13
typedef struct __attribute__((packed)) {
  u8 tranche; // index from 0
} RejectArguments;
_Static_assert(sizeof(RejectArguments) == 1, "size of RejectArguments");
enum {
  REJECT_APPROVER_A = 0,
  REJECT_APPROVER_B = 1,
  REJECT_RAISE = 2,
  REJECT_ACCOUNTS = 3,
};
static const AccountRule REJECT_RULES[] = {
    {SIGNER}, // approver_a
    {SIGNER}, // approver_b
    {WRITABLE}, // raise
};

#define TAG_RELEASE 14
typedef struct __attribute__((packed)) {
  u8 tranche; // index from 0
} ReleaseArguments;
_Static_assert(sizeof(ReleaseArguments) == 1, "size of ReleaseArguments");
enum {
  RELEASE_RAISE = 0,
  RELEASE_PAYMENT_VAULT = 1,
  RELEASE_ISSUER = 2,
  RELEASE_ISSUER_PAYMENT = 3,
  RELEASE_TOKEN_PROGRAM = 4,
  RELEASE_ACCOUNTS = 5,
};
static const AccountRule RELEASE_RULES[] = {
    {WRITABLE}, // raise
    {WRITABLE}, // payment_vault
    {0}, // issuer
    {WRITABLE}, // issuer_payment
    {0}, // token_program
};

#define TAG_PAY_FEE 15
enum {
  PAY_FEE_RAISE = 0,
  PAY_FEE_PAYMENT_VAULT = 1,
  PAY_FEE_FEE_WALLET = 2,
  PAY_FEE_FEE_PAYMENT = 3,
  PAY_FEE_TOKEN_PROGRAM = 4,
  PAY_FEE_ACCOUNTS = 5,
};
static const AccountRule PAY_FEE_RULES[] = {
    {WRITABLE}, // raise
    {WRITABLE}, // payment_vault
    {0}, // fee_wallet
    {WRITABLE}, // fee_payment
    {0}, // token_program
};

#define TAG_EXPIRE 16
typedef struct __attribute__((packed)) {
  u8 tranche; // index from 0
} ExpireArguments;
_Static_assert(sizeof(ExpireArguments) == 1, "size of ExpireArguments");
enum {
  EXPIRE_RAISE = 0,
  EXPIRE_ACCOUNTS = 1,
};
static const AccountRule EXPIRE_RULES[] = {
    {WRITABLE}, // raise
};

#define TAG_UNWIND 17
enum {
  UNWIND_PAYER = 0,
  UNWIND_RAISE = 1,
  UNWIND_POSITION = 2,
  UNWIND_INVESTOR = 3,
  UNWIND_PAYMENT_VAULT = 4,
  UNWIND_INVESTOR_PAYMENT = 5,
  UNWIND_PAYMENT_MINT = 6,
  UNWIND_TOKEN_PROGRAM = 7,
  UNWIND_ASSOCIATED_TOKEN_PROGRAM = 8,
  UNWIND_SYSTEM_PROGRAM = 9,
  UNWIND_ACCOUNTS = 10,
};
static const AccountRule UNWIND_RULES[] = {
    {SIGNER | WRITABLE}, // payer
    {WRITABLE}, // raise
    {WRITABLE}, // position
    {WRITABLE}, // investor
    {WRITABLE}, // payment_vault
    {WRITABLE}, // investor_payment
    {0}, // payment_mint
    {0}, // token_program
    {0}, // associated_token_program
    {0}, // system_program
};

#define TAG_RECLAIM 18
enum {
  RECLAIM_RAISE = 0,
  RECLAIM_SALE_VAULT = 1,
  RECLAIM_ISSUER = 2,
  RECLAIM_ISSUER_TOKENS = 3,
  RECLAIM_TOKEN_PROGRAM = 4,
  RECLAIM_ACCOUNTS = 5,
};
static const AccountRule RECLAIM_RULES[] = {
    {WRITABLE}, // raise
    {WRITABLE}, // sale_vault
    {0}, // issuer
    {WRITABLE}, // issuer_tokens
    {0}, // token_program
};

#define TAG_ROTATE 19
typedef struct __attribute__((packed)) {
  u8 role; // index into ROLES
} RotateArguments;
_Static_assert(sizeof(RotateArguments) == 1, "size of RotateArguments");
enum {
  ROTATE_GUARDIAN = 0,
  ROTATE_NEW_KEY = 1,
  ROTATE_RAISE = 2,
  ROTATE_ACCOUNTS = 3,
};
static const AccountRule ROTATE_RULES[] = {
    {SIGNER}, // guardian
    {SIGNER}, // new_key
    {WRITABLE}, // raise
};

#define TAG_CLOSE 20
enum {
  CLOSE_RAISE = 0,
  CLOSE_PAYMENT_VAULT = 1,
  CLOSE_SALE_VAULT = 2,
  CLOSE_ISSUER = 3,
  CLOSE_ISSUER_PAYMENT = 4,
  CLOSE_ISSUER_TOKENS = 5,
  CLOSE_TOKEN_PROGRAM = 6,
  CLOSE_ACCOUNTS = 7,
};
static const AccountRule CLOSE_RULES[] = {
    {WRITABLE}, // raise
    {WRITABLE}, // payment_vault
    {WRITABLE}, // sale_vault
    {WRITABLE}, // issuer
    {WRITABLE}, // issuer_payment
    {WRITABLE}, // issuer_tokens
    {0}, // token_program
};

enum {
  E_UNKNOWN_INSTRUCTION = 6001, // The program knows no such instruction.
  E_INSTRUCTION_LENGTH = 6003, // The instruction does not have the length that it must have.
  E_ACCOUNT_COUNT = 6004, // The instruction does not have the accounts that it must have.
  E_SIGNATURE_MISSING = 6005, // A required signature is missing.
  E_NOT_WRITABLE = 6006, // An account that must change was passed read-only.
  E_WRONG_PROGRAM = 6007, // A program was passed that is not the one to be called.
  E_WRONG_KEY = 6008, // An account is not the one that the raise records.
  E_WRONG_RAISE = 6009, // This account is not a raise of this program.
  E_WRONG_POSITION = 6010, // This account is not this investor's position in this raise.
  E_WRONG_VAULT = 6011, // This is not the vault of the raise, or the vault cannot be used.
  E_WRONG_MINT = 6012, // This mint cannot be used here.
  E_WRONG_DESTINATION = 6013, // The destination is not the account of the recorded owner.
  E_DESTINATION_UNUSABLE = 6014, // The destination token account is missing, frozen or belongs to somebody else.
  E_RAISE_EXISTS = 6015, // This raise exists already, or its id was used before.
  E_OVERFLOW = 6016, // An amount is larger than the chain can count.
  E_RENT_UNKNOWN = 6017, // The rent of this chain is in a form that the program does not know.
  E_DEPOSIT_SPENT = 6018, // The position's deposit does not cover another token account: create it first.
  E_INSOLVENT = 6019, // The vault holds less than it must pay.
  E_WRONG_STATE = 6020, // The raise is not in a state that allows this.
  E_PAUSED = 6021, // The raise is paused: no new commitments.
  E_NOT_YET_OPEN = 6022, // The raise has not opened yet.
  E_ALREADY_CLOSED = 6023, // The time for this is over.
  E_TOO_EARLY = 6024, // It is too early for this.
  E_NOTHING_DUE = 6025, // There is nothing to do or to pay.
  E_COSIGNATURE_EXPIRED = 6026, // The site's signature is out of date: prepare the commitment again.
  E_TERMS_MISMATCH = 6027, // The terms have changed: read and agree to the current ones.
  E_STALE_POSITION = 6028, // This position was made under earlier terms.
  E_AMOUNT_ZERO = 6029, // The amount is zero.
  E_BELOW_POSITION_MINIMUM = 6030, // The position would be below the minimum for a position.
  E_ABOVE_POSITION_MAXIMUM = 6031, // The position would be above the maximum for a position.
  E_CAP_REACHED = 6032, // The raise would be above its cap.
  E_ISSUER_INVESTS = 6033, // The issuer cannot invest in its own raise.
  E_AMOUNT_TOO_LARGE = 6034, // The position does not hold that much.
  E_NOT_WITHDRAWABLE = 6035, // The time for a free withdrawal is over, and this money is not fresh.
  E_ALLOCATION_MISSING = 6036, // The sale vault does not hold the whole allocation.
  E_TRANCHE_UNKNOWN = 6037, // The raise has no such tranche.
  E_TRANCHE_NOT_RELEASABLE = 6038, // The tranche is released already, not approved, or an earlier one is not released.
  E_PAYOUT_BELOW_RENT = 6039, // The payout is too small for an empty wallet; it waits until more is due.
  E_POSITIONS_OPEN = 6040, // There are still open positions.
  E_MONEY_DUE = 6041, // There is still money to release or a fee to pay.
  E_TRANCHE_APPROVED = 6042, // This tranche is approved already, and that is final.
  E_TRANCHE_OUT_OF_TURN = 6043, // An earlier tranche is not approved yet.
  E_TERMS_UNCHANGED = 6044, // These are the terms that are in force already.
  E_BAD_KEYS = 6050, // Issuer, guardian, cosigner and approvers must be five different keys.
  E_BAD_DESTINATION = 6051, // The issuer or the fee wallet cannot receive money.
  E_BAD_PAYMENT_MINT = 6052, // The payment mint cannot be used: it must be an initialised mint of the classic token program, never wrapped native.
  E_BAD_SALE_MINT = 6053, // The sale mint cannot be used: it must be an initialised mint of the classic token program without freeze authority.
  E_SAME_MINT = 6054, // Payment and sale mint are the same.
  E_BAD_TERMS_HASH = 6055, // The terms hash is zero.
  E_BAD_MINIMUM = 6056, // The minimum must be above zero and not above the cap.
  E_BAD_OPENING = 6057, // The raise must open within a year.
  E_BAD_DURATION = 6058, // The raise must stay open for more than zero seconds and at most a year.
  E_BAD_WITHDRAWAL = 6059, // Free withdrawal must end when the raise closes or before.
  E_BAD_REFLECTION = 6060, // The reflection period is at most 30 days.
  E_BAD_CONFIRMATION = 6061, // The time to confirm new terms is between 5 and 30 days.
  E_BAD_TRANCHES = 6062, // There must be 1 to 8 tranches above zero that sum to 10,000 basis points.
  E_BAD_TRANCHE_TIMES = 6063, // The times of the tranches must rise, leave time for settlement, and end within 5 years.
  E_BAD_VESTING = 6064, // Vesting lasts at most 10 years, and its cliff is not longer than that.
  E_BAD_FEE = 6065, // The fee is at most 1,000 basis points.
  E_BAD_POSITION_LIMITS = 6066, // The position limits are not possible for this raise.
  E_BAD_AUDIENCE = 6067, // The audience is not known.
  E_BAD_FLAG = 6068, // A yes-or-no argument is neither 0 nor 1.
  E_BAD_ROLE = 6069, // The role is not one that can be given to another key.
};
