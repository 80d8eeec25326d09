// commit: an investor adds money, and the cosigner vouches for the investor in the same transaction.
#include "position.h"

// A position account pays for itself and for two token accounts that may have to be created for the investor.
static u64 position_lamports(u64 *total, u64 *deposit) {
  u64 position_rent, token_rent;
  REQUIRE(rent_minimum(sizeof(Position), &position_rent), E_RENT_UNKNOWN);
  REQUIRE(rent_minimum(TOKEN_ACCOUNT_SIZE, &token_rent), E_RENT_UNKNOWN);
  *deposit = 2 * token_rent;
  *total = position_rent + *deposit;
  return 0;
}

static u64 create_position(const Context *context, Raise *raise) {
  const AccountInfo *accounts = context->accounts;
  const AccountInfo *raise_account = &accounts[COMMIT_RAISE], *investor = &accounts[COMMIT_INVESTOR];
  NewAccount new = {investor, &accounts[COMMIT_POSITION], sizeof(Position), 0};
  Pubkey address;
  u8 bump;
  u64 deposit;
  Seed seeds[] = {{SEED_POSITION, sizeof(SEED_POSITION) - 1},
                  {raise_account->key, sizeof(Pubkey)},
                  {investor->key, sizeof(Pubkey)},
                  {&bump, 1}};
  SignerSeeds signer = {seeds, 4};
  TRY(sol_try_find_program_address(seeds, 3, context->program_id, &address, &bump));
  REQUIRE(same_key(new.account->key, &address), E_WRONG_POSITION);
  TRY(position_lamports(&new.lamports, &deposit));
  TRY(create_program_account(context, &new, &signer));

  Position *position = (Position *)new.account->data;
  position->discriminator = DISCRIMINATOR_POSITION;
  position->version = LAYOUT_VERSION;
  position->bump = bump;
  position->terms_version = raise->terms_version;
  position->raise = *raise_account->key;
  position->investor = *investor->key;
  position->deposit = deposit;
  REQUIRE(ADD(raise->positions_open, 1u, &raise->positions_open), E_OVERFLOW);
  REQUIRE(ADD(raise->positions_confirmed, 1u, &raise->positions_confirmed), E_OVERFLOW);
  return 0;
}

static u64 check_window(const Raise *raise, const CommitArguments *arguments) {
  i64 now, latest;
  TRY(read_clock(&now));
  REQUIRE(raise->state == STATE_OPEN, E_WRONG_STATE);
  REQUIRE(!raise->paused, E_PAUSED);
  REQUIRE(now >= raise->opens_at, E_NOT_YET_OPEN);
  REQUIRE(now < raise->closes_at, E_ALREADY_CLOSED);
  REQUIRE(ADD(now, COSIGNATURE_SECONDS, &latest), E_OVERFLOW);
  REQUIRE(now <= arguments->expires_at && arguments->expires_at <= latest, E_COSIGNATURE_EXPIRED);
  Pubkey terms_hash = arguments->terms_hash;
  REQUIRE(same_key(&terms_hash, &raise->terms_hash), E_TERMS_MISMATCH);
  return 0;
}

// The position counts as a whole; without oversubscription the cap is a wall, with it there is a far one.
static u64 check_limits(const Raise *raise, u64 before, u64 amount) {
  u64 position, confirmed, committed, far_wall;
  REQUIRE(ADD(before, amount, &position), E_OVERFLOW);
  REQUIRE(ADD(raise->confirmed, amount, &confirmed), E_OVERFLOW);
  REQUIRE(ADD(raise->committed, amount, &committed), E_OVERFLOW);
  REQUIRE(position >= raise->position_minimum, E_BELOW_POSITION_MINIMUM);
  REQUIRE(position <= raise->position_maximum, E_ABOVE_POSITION_MAXIMUM);
  REQUIRE(raise->oversubscription || confirmed <= raise->cap, E_CAP_REACHED);
  if (!multiply_divide(raise->cap, OVERSUBSCRIPTION_FACTOR, 1, &far_wall)) far_wall = U64_MAX;
  REQUIRE(committed <= far_wall, E_CAP_REACHED);
  return 0;
}

static u64 take_payment(const Context *context, const Raise *raise, u64 amount) {
  const AccountInfo *accounts = context->accounts;
  const AccountInfo *investor = &accounts[COMMIT_INVESTOR], *source = &accounts[COMMIT_INVESTOR_PAYMENT];
  const AccountInfo *vault = &accounts[COMMIT_PAYMENT_VAULT];
  if (is_native(raise)) {
    REQUIRE(same_key(source->key, investor->key), E_WRONG_DESTINATION);
    return system_transfer(context, investor, vault, amount);
  }
  TRY(check_token_vault(vault, &raise->payment_vault, &raise->payment_mint));
  REQUIRE(!same_key(source->key, vault->key), E_WRONG_DESTINATION);
  TokenTransfer transfer = {source, vault, investor, amount, 0};
  return token_transfer(context, &transfer);
}

static u64 add_to_position(Raise *raise, Position *position, u64 amount) {
  i64 now;
  TRY(read_clock(&now));
  position->fresh = amount + (now < position->fresh_until ? position->fresh : 0); // at most `committed`
  REQUIRE(ADD(now, (i64)raise->reflection_seconds, &position->fresh_until), E_OVERFLOW);
  position->committed += amount; // these sums were checked by check_limits
  raise->committed += amount;
  raise->confirmed += amount;
  next_sequence(raise, position);
  return 0;
}

static u64 commit(const Context *context) {
  const AccountInfo *accounts = context->accounts;
  const AccountInfo *position_account = &accounts[COMMIT_POSITION];
  Raise *raise;
  Position *position = 0;

  TRY(check_instruction(context, COMMIT_RULES, COMMIT_ACCOUNTS, sizeof(CommitArguments)));
  const CommitArguments *arguments = ARGUMENTS(context, CommitArguments);
  TRY(check_program(&accounts[COMMIT_TOKEN_PROGRAM], &TOKEN_PROGRAM));
  TRY(check_program(&accounts[COMMIT_SYSTEM_PROGRAM], &SYSTEM_PROGRAM));
  TRY(load_raise(context, &accounts[COMMIT_RAISE], &raise));
  TRY(check_key(&accounts[COMMIT_COSIGNER], &raise->cosigner));
  TRY(check_vault(&accounts[COMMIT_PAYMENT_VAULT], &raise->payment_vault));
  REQUIRE(arguments->amount > 0, E_AMOUNT_ZERO);
  REQUIRE(!same_key(accounts[COMMIT_INVESTOR].key, &raise->issuer), E_ISSUER_INVESTS);
  TRY(check_window(raise, arguments));
  if (!is_unused(position_account)) {
    TRY(load_position(context, position_account, &accounts[COMMIT_RAISE], &accounts[COMMIT_INVESTOR], &position));
    REQUIRE(!is_stale(raise, position), E_STALE_POSITION);
  }
  TRY(check_limits(raise, position ? position->committed : 0, arguments->amount));

  if (!position) TRY(create_position(context, raise));
  position = (Position *)position_account->data;
  TRY(take_payment(context, raise, arguments->amount));
  return add_to_position(raise, position, arguments->amount);
}
