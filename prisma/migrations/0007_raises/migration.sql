-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateEnum
CREATE TYPE "RaiseState" AS ENUM ('draft', 'open', 'succeeded', 'failed', 'unwinding', 'closed');

-- CreateEnum
CREATE TYPE "RaiseAudience" AS ENUM ('everyone', 'operators');

-- CreateEnum
CREATE TYPE "PositionState" AS ENUM ('open', 'withdrawn', 'refunded', 'completed', 'undone');

-- CreateEnum
CREATE TYPE "IntentKind" AS ENUM ('commit', 'withdraw', 'refund', 'claim', 'settle', 'create_token', 'create', 'deposit', 'open', 'cancel', 'pause', 'resume');

-- CreateEnum
CREATE TYPE "IntentState" AS ENUM ('prepared', 'declined', 'sent', 'seen', 'confirmed', 'finalized', 'failed', 'expired', 'lost');

-- CreateEnum
CREATE TYPE "GuardianAct" AS ENUM ('create', 'pause', 'resume', 'cancel');

-- CreateEnum
CREATE TYPE "GuardianOrderState" AS ENUM ('proposed', 'confirmed', 'returned');

-- CreateTable
CREATE TABLE "raise" (
    "address" TEXT NOT NULL,
    "recognised" BOOLEAN NOT NULL,
    "issuer" TEXT NOT NULL,
    "guardian" TEXT NOT NULL,
    "cosigner" TEXT NOT NULL,
    "fee_wallet" TEXT NOT NULL,
    "payment_mint" TEXT,
    "payment_asset" TEXT NOT NULL,
    "payment_decimals" INTEGER NOT NULL,
    "sale_mint" TEXT NOT NULL,
    "sale_decimals" INTEGER NOT NULL,
    "state" "RaiseState" NOT NULL,
    "outcome" "RaiseState",
    "paused" BOOLEAN NOT NULL,
    "oversubscription" BOOLEAN NOT NULL,
    "audience" "RaiseAudience" NOT NULL,
    "fee_bps" INTEGER NOT NULL,
    "minimum" DECIMAL(20,0) NOT NULL,
    "cap" DECIMAL(20,0) NOT NULL,
    "tokens_at_cap" DECIMAL(20,0) NOT NULL,
    "position_minimum" DECIMAL(20,0) NOT NULL,
    "position_maximum" DECIMAL(20,0) NOT NULL,
    "opens_at" TIMESTAMPTZ(3) NOT NULL,
    "closes_at" TIMESTAMPTZ(3) NOT NULL,
    "withdraw_until" TIMESTAMPTZ(3) NOT NULL,
    "settle_after" TIMESTAMPTZ(3) NOT NULL,
    "settled_at" TIMESTAMPTZ(3),
    "terms_hash" TEXT NOT NULL,
    "terms_version" INTEGER NOT NULL,
    "sequence" BIGINT NOT NULL,
    "committed" DECIMAL(20,0) NOT NULL,
    "confirmed" DECIMAL(20,0) NOT NULL,
    "returned" DECIMAL(20,0) NOT NULL,
    "delivered" DECIMAL(20,0) NOT NULL,
    "released" DECIMAL(20,0) NOT NULL,
    "fees_due" DECIMAL(20,0) NOT NULL,
    "positions_open" INTEGER NOT NULL,
    "positions_confirmed" INTEGER NOT NULL,
    "entitlement" DECIMAL(20,0) NOT NULL,
    "payment_vault" DECIMAL(20,0) NOT NULL,
    "sale_vault" DECIMAL(20,0) NOT NULL,
    "account" BYTEA NOT NULL,
    "booked_issuer" DECIMAL(20,0) NOT NULL DEFAULT 0,
    "booked_fee" DECIMAL(20,0) NOT NULL DEFAULT 0,
    "booked_unseen" DECIMAL(30,0) NOT NULL DEFAULT 0,
    "booked_unseen_tokens" DECIMAL(30,0) NOT NULL DEFAULT 0,
    "slot" BIGINT NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL,
    "closed_at" TIMESTAMPTZ(3),

    CONSTRAINT "raise_pkey" PRIMARY KEY ("address")
);

-- CreateTable
CREATE TABLE "position" (
    "address" TEXT NOT NULL,
    "raise_address" TEXT NOT NULL,
    "wallet" TEXT NOT NULL,
    "person_id" UUID,
    "state" "PositionState" NOT NULL,
    "committed" DECIMAL(20,0) NOT NULL,
    "fresh" DECIMAL(20,0) NOT NULL,
    "fresh_until" TIMESTAMPTZ(3) NOT NULL,
    "terms_version" INTEGER NOT NULL,
    "accepted" DECIMAL(20,0) NOT NULL,
    "excess_paid" BOOLEAN NOT NULL,
    "returned" DECIMAL(20,0) NOT NULL,
    "delivered" DECIMAL(20,0) NOT NULL,
    "deposit" DECIMAL(20,0) NOT NULL,
    "sequence" BIGINT NOT NULL,
    "booked_payment" DECIMAL(20,0) NOT NULL DEFAULT 0,
    "booked_tokens" DECIMAL(20,0) NOT NULL DEFAULT 0,
    "held" BOOLEAN NOT NULL DEFAULT false,
    "flags" TEXT[],
    "opened_at" TIMESTAMPTZ(3) NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL,
    "slot" BIGINT NOT NULL,

    CONSTRAINT "position_pkey" PRIMARY KEY ("address")
);

-- CreateTable
CREATE TABLE "chain_head" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "slot" BIGINT NOT NULL,
    "block_time" TIMESTAMPTZ(3) NOT NULL,
    "read_at" TIMESTAMPTZ(3) NOT NULL,
    "genesis" TEXT NOT NULL,
    "incarnation" INTEGER NOT NULL DEFAULT 0,
    "notice" TEXT,

    CONSTRAINT "chain_head_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "chain_dispute" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "since" TIMESTAMPTZ(3) NOT NULL,
    "seen_at" TIMESTAMPTZ(3) NOT NULL,
    "findings" TEXT[],

    CONSTRAINT "chain_dispute_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "reconciliation" (
    "raise_address" TEXT NOT NULL,
    "slot" BIGINT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "chain_payment" DECIMAL(20,0) NOT NULL,
    "chain_sale" DECIMAL(20,0) NOT NULL,
    "owed_payment" DECIMAL(20,0) NOT NULL,
    "owed_sale" DECIMAL(20,0) NOT NULL,
    "positions_total" DECIMAL(20,0) NOT NULL,
    "books_payment" DECIMAL(30,0) NOT NULL,
    "books_sale" DECIMAL(30,0) NOT NULL,
    "difference" DECIMAL(30,0) NOT NULL,
    "ok" BOOLEAN NOT NULL,
    "findings" TEXT[],

    CONSTRAINT "reconciliation_pkey" PRIMARY KEY ("raise_address")
);

-- CreateTable
CREATE TABLE "crank_delay" (
    "item" TEXT NOT NULL,
    "failures" INTEGER NOT NULL,
    "retry_at" TIMESTAMPTZ(3) NOT NULL,
    "last_error" TEXT NOT NULL,

    CONSTRAINT "crank_delay_pkey" PRIMARY KEY ("item")
);

-- CreateTable
CREATE TABLE "intent" (
    "id" UUID NOT NULL,
    "idempotency_key" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "kind" "IntentKind" NOT NULL,
    "wallet" TEXT NOT NULL,
    "raise_address" TEXT,
    "project_id" UUID,
    "mint" TEXT,
    "amount" DECIMAL(20,0),
    "asset_key" TEXT,
    "summary" JSONB NOT NULL,
    "message" BYTEA NOT NULL,
    "signatures" JSONB NOT NULL,
    "signature" TEXT,
    "last_valid_block_height" BIGINT NOT NULL,
    "prepared_slot" BIGINT NOT NULL,
    "nonce_account" TEXT,
    "genesis" TEXT NOT NULL,
    "state" "IntentState" NOT NULL DEFAULT 'prepared',
    "handed_over" BOOLEAN NOT NULL DEFAULT false,
    "slot" BIGINT,
    "failure_code" TEXT,
    "failure" TEXT,
    "prepared_at" TIMESTAMPTZ(3) NOT NULL,
    "sent_at" TIMESTAMPTZ(3),
    "changed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "intent_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "guardian_order" (
    "id" UUID NOT NULL,
    "raise_address" TEXT NOT NULL,
    "act" "GuardianAct" NOT NULL,
    "state" "GuardianOrderState" NOT NULL DEFAULT 'proposed',
    "reason" TEXT NOT NULL,
    "proposed_by" UUID NOT NULL,
    "proposed_at" TIMESTAMPTZ(3) NOT NULL,
    "decided_by" UUID,
    "decided_at" TIMESTAMPTZ(3),
    "intent_id" UUID,

    CONSTRAINT "guardian_order_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "raise_state_idx" ON "raise"("state");

-- CreateIndex
CREATE INDEX "raise_issuer_idx" ON "raise"("issuer");

-- CreateIndex
CREATE INDEX "position_raise_address_state_idx" ON "position"("raise_address", "state");

-- CreateIndex
CREATE INDEX "position_wallet_idx" ON "position"("wallet");

-- CreateIndex
CREATE INDEX "position_person_id_idx" ON "position"("person_id");

-- CreateIndex
CREATE UNIQUE INDEX "position_raise_address_wallet_key" ON "position"("raise_address", "wallet");

-- CreateIndex
CREATE UNIQUE INDEX "intent_signature_key" ON "intent"("signature");

-- CreateIndex
CREATE INDEX "intent_person_id_raise_address_prepared_at_idx" ON "intent"("person_id", "raise_address", "prepared_at");

-- CreateIndex
CREATE INDEX "intent_state_idx" ON "intent"("state");

-- CreateIndex
CREATE UNIQUE INDEX "intent_person_id_idempotency_key_key" ON "intent"("person_id", "idempotency_key");

-- CreateIndex
CREATE INDEX "guardian_order_raise_address_proposed_at_idx" ON "guardian_order"("raise_address", "proposed_at");

-- AddForeignKey
ALTER TABLE "position" ADD CONSTRAINT "position_raise_address_fkey" FOREIGN KEY ("raise_address") REFERENCES "raise"("address") ON DELETE RESTRICT ON UPDATE CASCADE;



alter table raise
  add constraint raise_amounts check (
    committed >= 0 and confirmed >= 0 and returned >= 0 and delivered >= 0 and released >= 0 and fees_due >= 0
    and entitlement >= 0 and payment_vault >= 0 and sale_vault >= 0 and booked_issuer >= 0 and booked_fee >= 0
  ),
  add constraint raise_closed check ((state = 'closed') = (closed_at is not null)),
  add constraint raise_payment_asset check (payment_asset = coalesce(payment_mint, 'KOII'));

alter table position
  add constraint position_amounts check (
    committed >= 0 and fresh >= 0 and accepted >= 0 and returned >= 0 and delivered >= 0 and deposit >= 0
    and booked_payment >= 0 and booked_tokens >= 0
  );

alter table chain_head add constraint chain_head_one_row check (id = 1);
alter table chain_dispute add constraint chain_dispute_one_row check (id = 1);

-- What a person was shown and asked to sign never changes afterwards.
create function refuse_other_intent() returns trigger language plpgsql as $$
begin
  if (old.id, old.idempotency_key, old.person_id, old.kind, old.wallet, old.message, old.summary, old.amount,
      old.last_valid_block_height, old.nonce_account)
     is distinct from
     (new.id, new.idempotency_key, new.person_id, new.kind, new.wallet, new.message, new.summary, new.amount,
      new.last_valid_block_height, new.nonce_account)
     or (old.signature is not null and new.signature is distinct from old.signature) then
    raise exception 'an intent keeps what was shown and signed' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;

create trigger intent_keeps_content before update on intent for each row execute function refuse_other_intent();

-- A guardian order is decided by another person than the one who proposed it, and one raise has one open order of a kind.
alter table guardian_order
  add constraint guardian_order_two_people check (decided_by is null or decided_by <> proposed_by),
  add constraint guardian_order_decided check ((state = 'proposed') = (decided_by is null)),
  add constraint guardian_order_create check (act <> 'create' or intent_id is not null);
create unique index guardian_order_open on guardian_order (raise_address, act) where state = 'proposed';
