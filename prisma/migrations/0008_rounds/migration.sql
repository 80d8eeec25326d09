-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateEnum
CREATE TYPE "round_state" AS ENUM ('proposed', 'published', 'allocation_proposed', 'allocation_confirmed', 'paid', 'void');

-- CreateEnum
CREATE TYPE "payout_state" AS ENUM ('waiting', 'paid', 'lapsed');

-- CreateEnum
CREATE TYPE "payout_list_state" AS ENUM ('planned', 'posted', 'done');

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
CREATE TABLE "payout_list" (
    "address" TEXT NOT NULL,
    "round_id" UUID NOT NULL,
    "shard" INTEGER NOT NULL,
    "operator" TEXT NOT NULL,
    "guardian" TEXT NOT NULL,
    "pool" TEXT NOT NULL,
    "root" TEXT NOT NULL,
    "count" INTEGER NOT NULL,
    "total" DECIMAL(20,0) NOT NULL,
    "state" "payout_list_state" NOT NULL DEFAULT 'planned',
    "posted_at" TIMESTAMPTZ(3),
    "claim_until" TIMESTAMPTZ(3),
    "notice" TEXT,

    CONSTRAINT "payout_list_pkey" PRIMARY KEY ("address")
);

-- CreateTable
CREATE TABLE "payout" (
    "id" UUID NOT NULL,
    "round_id" UUID NOT NULL,
    "project_id" UUID NOT NULL,
    "recipient" TEXT NOT NULL,
    "units" DECIMAL(20,0) NOT NULL,
    "list_address" TEXT NOT NULL,
    "index" INTEGER NOT NULL,
    "state" "payout_state" NOT NULL DEFAULT 'waiting',
    "paid_at" TIMESTAMPTZ(3),

    CONSTRAINT "payout_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "round_sheet_digest_key" ON "round"("sheet_digest");

-- CreateIndex
CREATE INDEX "round_state_ends_at_idx" ON "round"("state", "ends_at");

-- CreateIndex
CREATE INDEX "payout_list_state_idx" ON "payout_list"("state");

-- CreateIndex
CREATE UNIQUE INDEX "payout_list_round_id_shard_key" ON "payout_list"("round_id", "shard");

-- CreateIndex
CREATE UNIQUE INDEX "payout_round_id_project_id_key" ON "payout"("round_id", "project_id");

-- CreateIndex
CREATE UNIQUE INDEX "payout_list_address_index_key" ON "payout"("list_address", "index");

-- AddForeignKey
ALTER TABLE "payout_list" ADD CONSTRAINT "payout_list_round_id_fkey" FOREIGN KEY ("round_id") REFERENCES "round"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "payout" ADD CONSTRAINT "payout_round_id_fkey" FOREIGN KEY ("round_id") REFERENCES "round"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "payout" ADD CONSTRAINT "payout_list_address_fkey" FOREIGN KEY ("list_address") REFERENCES "payout_list"("address") ON DELETE RESTRICT ON UPDATE CASCADE;



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
  add constraint payout_paid_has_time check (state <> 'paid' or paid_at is not null);

alter table payout_list
  add constraint payout_list_count check (count between 1 and 12000),
  add constraint payout_list_total check (total > 0),
  add constraint payout_list_two_keys check (operator <> guardian),
  add constraint payout_list_posted check (state = 'planned' or (posted_at is not null and claim_until is not null));

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

-- Lists and payouts exist only for allocations that two people signed, and what they say never changes. A payout that was
-- paid stays paid.
create function payout_needs_two_people() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' and not exists (select 1 from round where id = new.round_id and state = 'allocation_confirmed') then
    raise exception 'a payout needs an allocation confirmed by two people' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger payout_two_people before insert on payout for each row execute function payout_needs_two_people();
create trigger payout_list_two_people before insert on payout_list for each row execute function payout_needs_two_people();

create function payout_refuse_rewrite() returns trigger language plpgsql as $$
begin
  if (new.round_id, new.project_id, new.recipient, new.units, new.list_address, new.index) is distinct from (old.round_id, old.project_id, old.recipient, old.units, old.list_address, old.index)
    or (old.state <> 'waiting' and (new.state, new.paid_at) is distinct from (old.state, old.paid_at)) then
    raise exception 'a payout does not change' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger payout_no_rewrite before update on payout for each row execute function payout_refuse_rewrite();

create function payout_list_refuse_rewrite() returns trigger language plpgsql as $$
begin
  if (new.address, new.round_id, new.shard, new.operator, new.guardian, new.pool, new.root, new.count, new.total) is distinct from (old.address, old.round_id, old.shard, old.operator, old.guardian, old.pool, old.root, old.count, old.total) then
    raise exception 'a list does not change' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger payout_list_no_rewrite before update on payout_list for each row execute function payout_list_refuse_rewrite();

create trigger payout_no_delete before delete or truncate on payout for each statement execute function refuse_change();
create trigger payout_list_no_delete before delete or truncate on payout_list for each statement execute function refuse_change();
