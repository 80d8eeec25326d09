-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateEnum
CREATE TYPE "IntentKind" AS ENUM ('commit', 'withdraw', 'refund', 'claim', 'settle', 'create_token', 'create', 'deposit', 'open', 'cancel', 'pause', 'resume');

-- CreateEnum
CREATE TYPE "IntentState" AS ENUM ('prepared', 'declined', 'sent', 'seen', 'confirmed', 'finalized', 'failed', 'expired', 'lost');

-- CreateEnum
CREATE TYPE "GuardianAct" AS ENUM ('pause', 'resume', 'cancel');

-- CreateEnum
CREATE TYPE "GuardianOrderState" AS ENUM ('proposed', 'confirmed', 'returned');

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

    CONSTRAINT "guardian_order_pkey" PRIMARY KEY ("id")
);

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



-- What a person was shown and asked to sign never changes afterwards.
create function refuse_other_intent() returns trigger language plpgsql as $$
begin
  if (old.id, old.idempotency_key, old.person_id, old.kind, old.wallet, old.message, old.summary, old.amount,
      old.last_valid_block_height)
     is distinct from
     (new.id, new.idempotency_key, new.person_id, new.kind, new.wallet, new.message, new.summary, new.amount,
      new.last_valid_block_height)
     or (old.signature is not null and new.signature is distinct from old.signature) then
    raise exception 'an intent keeps what was shown and signed' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;

create trigger intent_keeps_content before update on intent for each row execute function refuse_other_intent();

-- A guardian order is decided by another person than the one who proposed it, and one raise has one open order of a kind.
alter table guardian_order
  add constraint guardian_order_two_people check (decided_by is null or decided_by <> proposed_by),
  add constraint guardian_order_decided check ((state = 'proposed') = (decided_by is null));
create unique index guardian_order_open on guardian_order (raise_address, act) where state = 'proposed';
