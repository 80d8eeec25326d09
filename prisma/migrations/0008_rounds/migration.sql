-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateEnum
CREATE TYPE "round_state" AS ENUM ('proposed', 'published', 'allocation_proposed', 'allocation_confirmed', 'paid', 'void');

-- CreateEnum
CREATE TYPE "payout_state" AS ENUM ('waiting', 'sent', 'paid');

-- CreateTable
CREATE TABLE "round" (
    "id" UUID NOT NULL,
    "title" TEXT NOT NULL,
    "state" "round_state" NOT NULL DEFAULT 'proposed',
    "sheet" TEXT NOT NULL,
    "sheet_digest" TEXT NOT NULL,
    "pool" DECIMAL(20,0) NOT NULL,
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "ends_at" TIMESTAMPTZ(3) NOT NULL,
    "proposed_by" UUID NOT NULL,
    "published_by" UUID,
    "voided_by" UUID,
    "void_reason" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "allocation" TEXT,
    "allocation_digest" TEXT,
    "allocation_slot" DECIMAL(20,0),
    "allocated_by" UUID,
    "allocated_at" TIMESTAMPTZ(3),
    "confirmed_by" UUID,
    "confirmed_at" TIMESTAMPTZ(3),

    CONSTRAINT "round_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "payout" (
    "id" UUID NOT NULL,
    "round_id" UUID NOT NULL,
    "project_id" UUID NOT NULL,
    "recipient" TEXT NOT NULL,
    "units" DECIMAL(20,0) NOT NULL,
    "state" "payout_state" NOT NULL DEFAULT 'waiting',
    "transaction" TEXT,
    "signature" TEXT,
    "last_valid_block_height" DECIMAL(20,0),
    "paid_at" TIMESTAMPTZ(3),

    CONSTRAINT "payout_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "round_sheet_digest_key" ON "round"("sheet_digest");

-- CreateIndex
CREATE INDEX "round_state_ends_at_idx" ON "round"("state", "ends_at");

-- CreateIndex
CREATE UNIQUE INDEX "payout_signature_key" ON "payout"("signature");

-- CreateIndex
CREATE INDEX "payout_state_idx" ON "payout"("state");

-- CreateIndex
CREATE UNIQUE INDEX "payout_round_id_project_id_key" ON "payout"("round_id", "project_id");

-- AddForeignKey
ALTER TABLE "payout" ADD CONSTRAINT "payout_round_id_fkey" FOREIGN KEY ("round_id") REFERENCES "round"("id") ON DELETE RESTRICT ON UPDATE CASCADE;



-- Two people: the database refuses one person in both places, whatever the code does.
alter table round
  add constraint round_published_by_another check (published_by <> proposed_by),
  add constraint round_published_is_signed check (state in ('proposed', 'void') or published_by is not null),
  add constraint round_confirmed_by_another check (confirmed_by <> allocated_by),
  add constraint round_allocation_is_signed check (state not in ('allocation_confirmed', 'paid') or (confirmed_by is not null and allocated_by is not null)),
  add constraint round_allocation_is_whole check (state not in ('allocation_proposed', 'allocation_confirmed', 'paid') or (allocation is not null and allocation_digest is not null and allocation_slot is not null)),
  add constraint round_times check (ends_at > starts_at),
  add constraint round_pool check (pool > 0);

alter table payout
  add constraint payout_units check (units > 0),
  add constraint payout_sent_is_stored check (state = 'waiting' or (transaction is not null and signature is not null and last_valid_block_height is not null));

-- A published sheet and a confirmed allocation never change.
create function round_refuse_rewrite() returns trigger language plpgsql as $$
begin
  if old.state <> 'proposed' and (new.sheet, new.sheet_digest, new.pool, new.starts_at, new.ends_at) is distinct from (old.sheet, old.sheet_digest, old.pool, old.starts_at, old.ends_at) then
    raise exception 'a published rule sheet does not change' using errcode = 'restrict_violation';
  end if;
  if old.state in ('allocation_confirmed', 'paid') and (new.allocation, new.allocation_digest) is distinct from (old.allocation, old.allocation_digest) then
    raise exception 'a confirmed allocation does not change' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger round_no_rewrite before update on round for each row execute function round_refuse_rewrite();

-- Payouts exist only for allocations that two people signed, and their amounts never change.
create function payout_needs_two_people() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' and not exists (select 1 from round where id = new.round_id and state = 'allocation_confirmed') then
    raise exception 'a payout needs an allocation confirmed by two people' using errcode = 'restrict_violation';
  end if;
  if tg_op = 'UPDATE' and (new.round_id, new.project_id, new.recipient, new.units) is distinct from (old.round_id, old.project_id, old.recipient, old.units) then
    raise exception 'a payout does not change' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger payout_two_people before insert or update on payout for each row execute function payout_needs_two_people();
create trigger payout_no_delete before delete or truncate on payout for each statement execute function refuse_change();
