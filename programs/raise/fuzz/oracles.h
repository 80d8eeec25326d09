// What must hold after every instruction that was carried out, whatever the accounts were.
#pragma once
#include "../../fuzz/called_programs.h"

// Where each instruction has its raise.
static const u8 RAISE_AT[] = {
    [TAG_CREATE] = CREATE_RAISE,     [TAG_OPEN] = OPEN_RAISE,         [TAG_COMMIT] = COMMIT_RAISE,
    [TAG_WITHDRAW] = WITHDRAW_RAISE, [TAG_CHANGE_TERMS] = CHANGE_TERMS_RAISE, [TAG_CONFIRM] = CONFIRM_RAISE,
    [TAG_PAUSE] = PAUSE_RAISE,       [TAG_RESUME] = RESUME_RAISE,     [TAG_CANCEL] = CANCEL_RAISE,
    [TAG_SETTLE] = SETTLE_RAISE,     [TAG_REFUND] = REFUND_RAISE,     [TAG_CLAIM] = CLAIM_RAISE,
    [TAG_APPROVE] = APPROVE_RAISE,   [TAG_REJECT] = REJECT_RAISE,     [TAG_RELEASE] = RELEASE_RAISE,
    [TAG_PAY_FEE] = PAY_FEE_RAISE,   [TAG_EXPIRE] = EXPIRE_RAISE,     [TAG_UNWIND] = UNWIND_RAISE,
    [TAG_RECLAIM] = RECLAIM_RAISE,   [TAG_ROTATE] = ROTATE_RAISE,     [TAG_CLOSE] = CLOSE_RAISE,
};

// A program keeps to the runtime's own rules: lamports are neither made nor lost, what is read-only stays as it was,
// and nobody's money leaves without the owner's or the raise's signature.
static void check_accounts_kept(void) {
  u64 before = 0, after = 0;
  for (u64 i = 0; i < given.count; i++) {
    const GivenAccount *was = &given.accounts[i];
    const AccountInfo *is = &present[i];
    if (was->same_as != NOT_A_DUPLICATE) continue;
    before += was->lamports;
    after += *is->lamports;
    if (!was->is_writable) {
      bool same = was->lamports == *is->lamports && was->length == length_of(is) && same_key(&was->owner, is->owner);
      need(same && memcmp(was->data, is->data, was->length) == 0, "a read-only account changed");
    }
    bool wallet = is_zero_key(&was->owner) && !was->is_signer;
    need(!wallet || *is->lamports >= was->lamports, "a wallet paid without signing");
  }
  need(before == after, "lamports were made or lost");
}

// A position holds at least its deposit: `commit` pays it in with the rent, and what leaves is taken off both. Made-up
// bytes that claim more than the account holds are no state of the chain, and nothing is promised about them.
static bool holds_its_deposit(const GivenAccount *account) {
  const Position *position = (const Position *)account->data;
  bool is_position = same_key(&account->owner, &given.program) && account->length == sizeof(Position) &&
                     position->discriminator == DISCRIMINATOR_POSITION;
  return !is_position || account->lamports >= position->deposit;
}

static bool is_before(const GivenAccount *account) {
  const Raise *raise = (const Raise *)account->data;
  return same_key(&account->owner, &given.program) && account->length == sizeof(Raise) &&
         raise->discriminator == DISCRIMINATOR_RAISE;
}

// The first tranche is approved by `create`, and nothing takes an approval back.
static bool has_first_approval(const GivenAccount *account) {
  return !is_before(account) || ((const Raise *)account->data)->tranches[0].approved;
}

static bool is_state_of_the_chain(void) {
  for (u64 i = 0; i < given.count; i++) {
    const GivenAccount *account = &given.accounts[i];
    if (account->same_as != NOT_A_DUPLICATE) continue;
    if (!holds_its_deposit(account) || !has_first_approval(account)) return false;
  }
  return true;
}

static bool may_follow(u64 before, u64 after) {
  if (before == after) return true;
  if (before == STATE_DRAFT) return after == STATE_OPEN || after == STATE_FAILED;
  if (before == STATE_OPEN) return after == STATE_SUCCEEDED || after == STATE_FAILED;
  return before == STATE_SUCCEEDED && after == STATE_UNWINDING;
}

static void check_forward(u64 tag, const Raise *before, const Raise *after) {
  need(may_follow(before->state, after->state), "the state went back");
  need(after->terms_version >= before->terms_version, "the terms went back");
  need(tag == TAG_CHANGE_TERMS || memcmp(&before->terms_hash, &after->terms_hash, sizeof(Pubkey)) == 0, "other terms");
  need(tag == TAG_ROTATE || memcmp(&before->cosigner, &after->cosigner, 3 * sizeof(Pubkey)) == 0, "another key");
  need(same_key(&before->issuer, &after->issuer) && same_key(&before->guardian, &after->guardian), "another owner");
  need(memcmp(&before->fee_wallet, &after->fee_wallet, 5 * sizeof(Pubkey)) == 0, "another destination, mint or vault");
  bool ended = before->state != STATE_DRAFT && before->state != STATE_OPEN;
  bool fixed = before->confirmed == after->confirmed && before->entitlement == after->entitlement;
  need(!ended || fixed, "a settled total moved");
  need(before->state != STATE_UNWINDING || before->unwindable == after->unwindable, "U moved");
  for (u64 k = 0; k < MAX_TRANCHES; k++) {
    need(after->tranches[k].approved >= before->tranches[k].approved || tag == TAG_APPROVE, "an approval was undone");
    need(after->tranches[k].released >= before->tranches[k].released || tag == TAG_RELEASE, "a release was undone");
  }
}

static const GivenAccount *given_of(const Pubkey *key) {
  for (u64 i = 0; i < given.count; i++) {
    bool first = given.accounts[i].same_as == NOT_A_DUPLICATE;
    if (first && same_key(&given.accounts[i].key, key)) return &given.accounts[i];
  }
  return 0;
}

// A vault as `create` and the token programs leave it; any other cannot be on a chain.
static bool is_vault(const GivenAccount *vault, const Pubkey *raise, const Pubkey *mint) {
  if (is_zero_key(mint)) return same_key(&vault->owner, &given.program) && vault->length == 0;
  const TokenAccount *token = (const TokenAccount *)vault->data;
  return same_key(&vault->owner, &TOKEN_PROGRAM) && vault->length == TOKEN_ACCOUNT_SIZE &&
         same_key(&token->owner, raise) && same_key(&token->mint, mint);
}

static u64 moved_in(const GivenAccount *vault, const Pubkey *mint) {
  const AccountInfo *now = account_of(&vault->key);
  if (is_zero_key(mint)) return *now->lamports - vault->lamports;
  return ((const TokenAccount *)now->data)->amount - ((const TokenAccount *)vault->data)->amount;
}

static u64 owed(const Raise *raise) { return raise->committed - raise->returned - raise->released + raise->fees_due; }

// What is owed and what is held change together, to the unit: so obligations never pass what is in the vault. Sums wrap
// around in the same way on both sides, which makes this hold for any totals at all.
static void check_vaults(u64 tag, const Pubkey *address, const Raise *before, const Raise *after) {
  if (same_key(&before->payment_mint, &before->sale_mint) || same_key(&before->payment_vault, &before->sale_vault)) return;
  const GivenAccount *payment = given_of(&before->payment_vault), *sale = given_of(&before->sale_vault);
  if (payment && is_vault(payment, address, &before->payment_mint)) {
    u64 moved = moved_in(payment, &before->payment_mint);
    need(moved == owed(after) - owed(before), "the payment vault and what it owes parted");
  }
  if (sale && tag != TAG_RECLAIM && is_vault(sale, address, &before->sale_mint)) {
    need(moved_in(sale, &before->sale_mint) == before->delivered - after->delivered, "undelivered tokens left");
  }
}

static void check_tombstone(const Raise *before, const AccountInfo *after) {
  need(before->positions_open == 0 && before->fees_due == 0, "closed with money due");
  need(before->state != STATE_DRAFT && before->state != STATE_OPEN, "closed before its end");
  u64 tombstone = *(const u64 *)after->data;
  need(tombstone - DISCRIMINATOR_TOMBSTONE <= 8ull << 56, "a tombstone that counts more than there can be");
}

static void check_promises(void) {
  u64 tag = given.data[0];
  const AccountInfo *after = &present[RAISE_AT[tag]];
  const GivenAccount *before = given_of(after->key);
  check_accounts_kept();
  if (!is_before(before)) return;
  if (tag == TAG_CLOSE) {
    check_tombstone((const Raise *)before->data, after);
    return;
  }
  need(length_of(after) == sizeof(Raise), "a raise that changed its size");
  check_forward(tag, (const Raise *)before->data, (const Raise *)after->data);
  check_vaults(tag, after->key, (const Raise *)before->data, (const Raise *)after->data);
}
