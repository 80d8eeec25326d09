-- Rounds of the engine: sheets, submissions, audits, appeals, and lists that pay them.
CREATE TYPE "round_kind" AS ENUM ('bonus', 'milestone', 'bounty');
CREATE TYPE "engine_state" AS ENUM ('planned', 'submission', 'audit', 'appeal', 'distribution', 'paid', 'void');
CREATE TYPE "payout_kind" AS ENUM ('payout', 'bond');

CREATE TABLE "engine_round" (
    "id" UUID NOT NULL,
    "kind" "round_kind" NOT NULL,
    "state" "engine_state" NOT NULL DEFAULT 'planned',
    "title" TEXT NOT NULL,
    "sheet" TEXT NOT NULL,
    "sheet_digest" TEXT NOT NULL,
    "brief" TEXT NOT NULL,
    "mint" TEXT,
    "opens_at" TIMESTAMPTZ(3) NOT NULL,
    "claims_end" TIMESTAMPTZ(3) NOT NULL,
    "project_id" UUID,
    "tranche" INTEGER,
    "proposed_by" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "operator" TEXT,
    "guardian" TEXT,
    "list_address" TEXT,
    "leftover_to" TEXT,
    "bond_pool" TEXT,
    "approved_at" TIMESTAMPTZ(3),
    "sheet_signature" TEXT,
    "sheet_slot" BIGINT,
    "written_at" TIMESTAMPTZ(3),
    "seed" TEXT,
    "seed_slot" BIGINT,
    "candidates" TEXT,
    "facts" TEXT,
    "list" TEXT,
    "list_digest" TEXT,
    "listed_at" TIMESTAMPTZ(3),
    "voided_by" UUID,
    "voided_at" TIMESTAMPTZ(3),
    "void_reason" TEXT,
    "notice" TEXT,

    CONSTRAINT "engine_round_pkey" PRIMARY KEY ("id")
);
CREATE TABLE "round_approval" (
    "round_id" UUID NOT NULL,
    "subject" TEXT NOT NULL,
    "digest" TEXT NOT NULL,
    "person_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "round_approval_pkey" PRIMARY KEY ("round_id", "subject", "digest", "person_id")
);
CREATE TABLE "round_person" (
    "round_id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "person_id" UUID,

    CONSTRAINT "round_person_pkey" PRIMARY KEY ("round_id", "key")
);
CREATE TABLE "round_submission" (
    "round_id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "person" TEXT NOT NULL,
    "recipient" TEXT NOT NULL,
    "wallet" TEXT NOT NULL,
    "evidence" TEXT NOT NULL,
    "claimed" DECIMAL(20,0) NOT NULL,
    "bond" DECIMAL(20,0) NOT NULL,
    "statement" TEXT NOT NULL,
    "signature" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "round_submission_pkey" PRIMARY KEY ("round_id", "key")
);
CREATE TABLE "round_auditor" (
    "round_id" UUID NOT NULL,
    "person" TEXT NOT NULL,
    "wallet" TEXT NOT NULL,
    "bond" DECIMAL(20,0) NOT NULL,
    "statement" TEXT NOT NULL,
    "signature" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "round_auditor_pkey" PRIMARY KEY ("round_id", "person")
);
CREATE TABLE "round_seat" (
    "round_id" UUID NOT NULL,
    "about" TEXT NOT NULL,
    "stage" TEXT NOT NULL,
    "person" TEXT NOT NULL,
    "place" INTEGER NOT NULL,

    CONSTRAINT "round_seat_pkey" PRIMARY KEY ("round_id", "stage", "about", "person")
);
CREATE TABLE "round_commit" (
    "round_id" UUID NOT NULL,
    "stage" TEXT NOT NULL,
    "about" TEXT NOT NULL,
    "person" TEXT NOT NULL,
    "commit" TEXT NOT NULL,
    "wallet" TEXT NOT NULL,
    "statement" TEXT NOT NULL,
    "signature" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "round_commit_pkey" PRIMARY KEY ("round_id", "stage", "about", "person")
);
CREATE TABLE "round_reveal" (
    "round_id" UUID NOT NULL,
    "stage" TEXT NOT NULL,
    "about" TEXT NOT NULL,
    "person" TEXT NOT NULL,
    "content" TEXT NOT NULL,
    "salt" TEXT NOT NULL,
    "wallet" TEXT NOT NULL,
    "statement" TEXT NOT NULL,
    "signature" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "round_reveal_pkey" PRIMARY KEY ("round_id", "stage", "about", "person")
);
CREATE TABLE "round_appeal" (
    "round_id" UUID NOT NULL,
    "about" TEXT NOT NULL,
    "wallet" TEXT NOT NULL,
    "statement" TEXT NOT NULL,
    "signature" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "round_appeal_pkey" PRIMARY KEY ("round_id", "about")
);
CREATE TABLE "round_verdict" (
    "round_id" UUID NOT NULL,
    "about" TEXT NOT NULL,
    "stage" TEXT NOT NULL,
    "outcome" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "units" DECIMAL(20,0) NOT NULL,
    "doubled_rank" DECIMAL(20,0),
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "round_verdict_pkey" PRIMARY KEY ("round_id", "stage", "about")
);
CREATE TABLE "round_exclusion" (
    "id" UUID NOT NULL,
    "round_id" UUID NOT NULL,
    "recipient" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "proposed_by" UUID NOT NULL,
    "proposed_at" TIMESTAMPTZ(3) NOT NULL,
    "confirmed_by" UUID,
    "confirmed_at" TIMESTAMPTZ(3),
    "returned_at" TIMESTAMPTZ(3),

    CONSTRAINT "round_exclusion_pkey" PRIMARY KEY ("id")
);

-- Lists and lines belong to a round of the first form, or to one of the engine.
ALTER TABLE "payout_list" ALTER COLUMN "round_id" DROP NOT NULL, ADD COLUMN "engine_round_id" UUID, ADD COLUMN "mint" TEXT;
ALTER TABLE "payout" ALTER COLUMN "round_id" DROP NOT NULL, ALTER COLUMN "project_id" DROP NOT NULL,
  ADD COLUMN "engine_round_id" UUID, ADD COLUMN "name" TEXT, ADD COLUMN "kind" "payout_kind" NOT NULL DEFAULT 'payout';

CREATE UNIQUE INDEX "engine_round_sheet_digest_key" ON "engine_round"("sheet_digest");
CREATE UNIQUE INDEX "engine_round_list_address_key" ON "engine_round"("list_address");
CREATE INDEX "engine_round_state_idx" ON "engine_round"("state");
CREATE INDEX "engine_round_project_id_idx" ON "engine_round"("project_id");
CREATE UNIQUE INDEX "round_person_round_id_person_id_key" ON "round_person"("round_id", "person_id");
CREATE INDEX "round_person_person_id_idx" ON "round_person"("person_id");
CREATE UNIQUE INDEX "round_submission_round_id_person_key" ON "round_submission"("round_id", "person");
CREATE UNIQUE INDEX "round_submission_round_id_wallet_key" ON "round_submission"("round_id", "wallet");
CREATE UNIQUE INDEX "round_auditor_round_id_wallet_key" ON "round_auditor"("round_id", "wallet");
CREATE INDEX "round_exclusion_round_id_idx" ON "round_exclusion"("round_id");
CREATE UNIQUE INDEX "payout_list_engine_round_id_shard_key" ON "payout_list"("engine_round_id", "shard");
CREATE UNIQUE INDEX "payout_engine_round_id_name_key" ON "payout"("engine_round_id", "name");

ALTER TABLE "round_approval" ADD CONSTRAINT "round_approval_round_id_fkey" FOREIGN KEY ("round_id") REFERENCES "engine_round"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "round_person" ADD CONSTRAINT "round_person_round_id_fkey" FOREIGN KEY ("round_id") REFERENCES "engine_round"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "round_submission" ADD CONSTRAINT "round_submission_round_id_fkey" FOREIGN KEY ("round_id") REFERENCES "engine_round"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "round_auditor" ADD CONSTRAINT "round_auditor_round_id_fkey" FOREIGN KEY ("round_id") REFERENCES "engine_round"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "round_seat" ADD CONSTRAINT "round_seat_round_id_fkey" FOREIGN KEY ("round_id") REFERENCES "engine_round"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "round_commit" ADD CONSTRAINT "round_commit_round_id_fkey" FOREIGN KEY ("round_id") REFERENCES "engine_round"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "round_reveal" ADD CONSTRAINT "round_reveal_round_id_fkey" FOREIGN KEY ("round_id") REFERENCES "engine_round"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "round_reveal" ADD CONSTRAINT "round_reveal_round_id_stage_about_person_fkey" FOREIGN KEY ("round_id", "stage", "about", "person") REFERENCES "round_commit"("round_id", "stage", "about", "person") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "round_appeal" ADD CONSTRAINT "round_appeal_round_id_fkey" FOREIGN KEY ("round_id") REFERENCES "engine_round"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "round_verdict" ADD CONSTRAINT "round_verdict_round_id_fkey" FOREIGN KEY ("round_id") REFERENCES "engine_round"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "round_exclusion" ADD CONSTRAINT "round_exclusion_round_id_fkey" FOREIGN KEY ("round_id") REFERENCES "engine_round"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "payout_list" ADD CONSTRAINT "payout_list_engine_round_id_fkey" FOREIGN KEY ("engine_round_id") REFERENCES "engine_round"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "payout" ADD CONSTRAINT "payout_engine_round_id_fkey" FOREIGN KEY ("engine_round_id") REFERENCES "engine_round"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

alter table engine_round
  add constraint engine_round_of_project check ((kind = 'bonus') = (project_id is null)),
  add constraint engine_round_of_tranche check ((kind = 'milestone') = (tranche is not null)),
  add constraint engine_round_kept_sheet check (sheet_digest = encode(sha256(convert_to(sheet, 'UTF8')), 'hex')),
  add constraint engine_round_kept_list check (list_digest = encode(sha256(convert_to(list, 'UTF8')), 'hex')),
  add constraint engine_round_listed_whole check (num_nonnulls(facts, list, list_digest, listed_at) in (0, 4)),
  add constraint engine_round_listed check (state not in ('distribution', 'paid') or list is not null),
  add constraint engine_round_written_whole check (num_nonnulls(sheet_signature, sheet_slot, written_at) in (0, 3)),
  add constraint engine_round_written_first check (written_at < opens_at),
  add constraint engine_round_opened_on_chain check (state in ('planned', 'void') or written_at is not null),
  add constraint engine_round_fixed check (num_nonnulls(operator, guardian, list_address, leftover_to, bond_pool, approved_at) in (0, 6)),
  add constraint engine_round_two_keys check (operator <> guardian),
  add constraint engine_round_approved check (written_at is null or approved_at is not null),
  add constraint engine_round_seeded check ((seed is null) = (seed_slot is null)),
  add constraint engine_round_void_says_why check ((state = 'void') = (void_reason is not null) and (state = 'void') = (voided_at is not null));
alter table round_approval add constraint round_approval_subject check (subject in ('sheet', 'list'));
alter table round_submission add constraint round_submission_amounts check (claimed >= 0 and bond >= 0);
alter table round_auditor add constraint round_auditor_bond check (bond >= 0);
alter table round_seat add constraint round_seat_stage check (stage in ('first', 'appeal'));
alter table round_commit add constraint round_commit_stage check (stage in ('first', 'appeal'));
alter table round_verdict
  add constraint round_verdict_stage check (stage in ('first', 'final')),
  add constraint round_verdict_outcome check (outcome in ('accepted', 'refused', 'fraud', 'undecided'));
alter table round_exclusion
  add constraint round_exclusion_two_people check (confirmed_by <> proposed_by),
  add constraint round_exclusion_whole check ((confirmed_by is null) = (confirmed_at is null)),
  add constraint round_exclusion_once check (confirmed_at is null or returned_at is null);
create unique index round_exclusion_open on round_exclusion (round_id, recipient) where returned_at is null;

alter table payout_list add constraint payout_list_one_round check (num_nonnulls(round_id, engine_round_id) = 1);
alter table payout
  drop constraint payout_units,
  add constraint payout_units check (units > 0 or (kind = 'bond' and units = 0)),
  add constraint payout_one_round check (num_nonnulls(round_id, engine_round_id) = 1),
  add constraint payout_named check ((engine_round_id is null) = (name is null) and (round_id is null) = (project_id is null)),
  add constraint payout_first_form check (engine_round_id is not null or kind = 'payout'),
  add constraint payout_engine_by_list check (engine_round_id is null or list_address is not null);
-- A list of bonds alone pays nobody.
alter table payout_list drop constraint payout_list_total, add constraint payout_list_total check (total > 0 or (total = 0 and engine_round_id is not null));

-- Nothing that was fixed changes, states only go forward, and two people stand behind each sheet that opens.
create function engine_round_refuse_rewrite() returns trigger language plpgsql as $$
declare
  places constant engine_state[] := array['planned', 'submission', 'audit', 'appeal', 'distribution', 'paid'];
begin
  if (new.id, new.kind, new.title, new.sheet, new.sheet_digest, new.brief, new.mint, new.opens_at, new.claims_end, new.project_id, new.tranche, new.proposed_by, new.created_at)
    is distinct from (old.id, old.kind, old.title, old.sheet, old.sheet_digest, old.brief, old.mint, old.opens_at, old.claims_end, old.project_id, old.tranche, old.proposed_by, old.created_at) then
    raise exception 'a rule sheet does not change' using errcode = 'restrict_violation';
  end if;
  if (old.approved_at is not null and (new.operator, new.guardian, new.list_address, new.leftover_to, new.bond_pool, new.approved_at) is distinct from (old.operator, old.guardian, old.list_address, old.leftover_to, old.bond_pool, old.approved_at))
    or (old.written_at is not null and (new.sheet_signature, new.sheet_slot, new.written_at) is distinct from (old.sheet_signature, old.sheet_slot, old.written_at))
    or (old.candidates is not null and (new.seed, new.seed_slot, new.candidates) is distinct from (old.seed, old.seed_slot, old.candidates))
    or (old.list is not null and (new.facts, new.list, new.list_digest, new.listed_at) is distinct from (old.facts, old.list, old.list_digest, old.listed_at)) then
    raise exception 'what a round has fixed does not change' using errcode = 'restrict_violation';
  end if;
  if new.state <> old.state and (old.state in ('paid', 'void')
    or (new.state <> 'void' and array_position(places, new.state) <> array_position(places, old.state) + 1)) then
    raise exception 'a round goes forward, one step after the other' using errcode = 'restrict_violation';
  end if;
  if old.approved_at is null and new.approved_at is not null
    and (select count(*) from round_approval where round_id = new.id and subject = 'sheet' and digest = new.sheet_digest) < 2 then
    raise exception 'a sheet needs two people' using errcode = 'restrict_violation';
  end if;
  if new.state = 'void' and old.state <> 'void' and exists (select 1 from payout_list where engine_round_id = new.id) then
    raise exception 'a round whose list two people fixed is never void' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger engine_round_no_rewrite before update on engine_round for each row execute function engine_round_refuse_rewrite();
create trigger engine_round_no_delete before delete or truncate on engine_round for each statement execute function refuse_change();

-- Each window is half-open, as the sheet says: [from, until).
create function round_within_window() returns trigger language plpgsql as $$
declare
  window_from text := tg_argv[0];
  window_until text := tg_argv[1];
  times jsonb;
begin
  -- A table without stages has no such column, so it must not be named in the same expression.
  if tg_nargs = 4 then
    if new.stage = 'appeal' then
      window_from := tg_argv[2];
      window_until := tg_argv[3];
    end if;
  end if;
  select sheet::jsonb -> 'times' into times from engine_round where id = new.round_id and state in ('submission', 'audit', 'appeal');
  if times is null or new.at < (times ->> window_from)::timestamptz or new.at >= (times ->> window_until)::timestamptz then
    raise exception '% is outside its window', tg_table_name using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger round_submission_window before insert on round_submission for each row execute function round_within_window('opens', 'submissionsEnd');
create trigger round_auditor_window before insert on round_auditor for each row execute function round_within_window('opens', 'submissionsEnd');
create trigger round_commit_window before insert on round_commit for each row execute function round_within_window('submissionsEnd', 'commitsEnd', 'appealsEnd', 'appealCommitsEnd');
create trigger round_reveal_window before insert on round_reveal for each row execute function round_within_window('commitsEnd', 'revealsEnd', 'appealCommitsEnd', 'appealRevealsEnd');
create trigger round_appeal_window before insert on round_appeal for each row execute function round_within_window('revealsEnd', 'appealsEnd');

-- Lists of the engine need two people; the list of a void round gives everything back to who paid it in, and needs none.
create or replace function payout_needs_two_people() returns trigger language plpgsql as $$
declare
  round engine_round;
begin
  -- Which of the two columns a table has is known by its name.
  if tg_table_name = 'direct_payment' then
    if not exists (select 1 from round where id = new.round_id and state = 'allocation_confirmed') then
      raise exception 'a payout needs an allocation confirmed by two people' using errcode = 'restrict_violation';
    end if;
    return new;
  end if;
  if new.engine_round_id is null then
    if not exists (select 1 from round where id = new.round_id and state = 'allocation_confirmed') then
      raise exception 'a payout needs an allocation confirmed by two people' using errcode = 'restrict_violation';
    end if;
    return new;
  end if;
  select * into round from engine_round where id = new.engine_round_id;
  if round.state = 'void' then
    if tg_table_name = 'payout' then
      if (new.kind = 'payout' and new.recipient <> round.leftover_to) or (new.kind = 'bond' and new.units > 0) then
        raise exception 'a void round only gives back' using errcode = 'restrict_violation';
      end if;
    end if;
    return new;
  end if;
  if round.state <> 'distribution' or (select count(*) from round_approval where round_id = round.id and subject = 'list' and digest = round.list_digest) < 2 then
    raise exception 'a list needs two people' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;

create or replace function payout_list_refuse_rewrite() returns trigger language plpgsql as $$
begin
  if (new.address, new.round_id, new.engine_round_id, new.mint, new.shard, new.operator, new.guardian, new.pool, new.root, new.count, new.total) is distinct from (old.address, old.round_id, old.engine_round_id, old.mint, old.shard, old.operator, old.guardian, old.pool, old.root, old.count, old.total) then
    raise exception 'a list does not change' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;

create or replace function payout_refuse_rewrite() returns trigger language plpgsql as $$
begin
  if (new.round_id, new.project_id, new.engine_round_id, new.name, new.kind, new.recipient, new.units, new.list_address, new.index) is distinct from (old.round_id, old.project_id, old.engine_round_id, old.name, old.kind, old.recipient, old.units, old.list_address, old.index)
    or (old.state <> 'waiting' and (new.state, new.paid_at, new.batch_signature) is distinct from (old.state, old.paid_at, old.batch_signature)) then
    raise exception 'a payout does not change' using errcode = 'restrict_violation';
  end if;
  if new.batch_signature is distinct from old.batch_signature and (
    new.batch_signature is null or new.list_address is not null
    or exists (select 1 from payout_batch where signature = old.batch_signature and state not in ('failed', 'expired'))
    or not exists (select 1 from payout_batch where signature = new.batch_signature and round_id = new.round_id and state = 'signed')) then
    raise exception 'a payout is in one transaction at a time' using errcode = 'restrict_violation';
  end if;
  if new.state is distinct from old.state and new.list_address is null and (
    new.state <> 'paid' or not exists (select 1 from payout_batch where signature = new.batch_signature and state = 'paid')) then
    raise exception 'a direct payout is paid by its transaction' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;

-- What was signed, drawn and judged only grows.
create trigger round_approval_append_only before update or delete or truncate on round_approval for each statement execute function refuse_change();
create trigger round_person_no_delete before delete or truncate on round_person for each statement execute function refuse_change();
create trigger round_submission_append_only before update or delete or truncate on round_submission for each statement execute function refuse_change();
create trigger round_auditor_append_only before update or delete or truncate on round_auditor for each statement execute function refuse_change();
create trigger round_seat_append_only before update or delete or truncate on round_seat for each statement execute function refuse_change();
create trigger round_commit_append_only before update or delete or truncate on round_commit for each statement execute function refuse_change();
create trigger round_reveal_append_only before update or delete or truncate on round_reveal for each statement execute function refuse_change();
create trigger round_appeal_append_only before update or delete or truncate on round_appeal for each statement execute function refuse_change();
create trigger round_verdict_append_only before update or delete or truncate on round_verdict for each statement execute function refuse_change();

-- A name may lose its person, and never gets another one.
create function round_person_refuse_rewrite() returns trigger language plpgsql as $$
begin
  if (new.round_id, new.key) is distinct from (old.round_id, old.key) or new.person_id is not null then
    raise exception 'a name of a round belongs to one person' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger round_person_no_rewrite before update on round_person for each row execute function round_person_refuse_rewrite();
