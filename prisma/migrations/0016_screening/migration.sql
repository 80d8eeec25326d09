-- Trusted: the owner of a database may make it without being a superuser.
create extension if not exists pg_trgm;

-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateEnum
CREATE TYPE "list_import_state" AS ENUM ('fetched', 'parsed', 'validated', 'staged', 'active', 'superseded', 'rejected');

-- CreateEnum
CREATE TYPE "screening_run_state" AS ENUM ('pending', 'no_hit', 'in_review', 'confirmed_hit', 'error');

-- CreateEnum
CREATE TYPE "screening_match_state" AS ENUM ('pending', 'escalated', 'no_hit', 'confirmed_hit', 'skipped');

-- CreateTable
CREATE TABLE "screening_rule" (
    "id" UUID NOT NULL,
    "effective_from" TIMESTAMPTZ(3) NOT NULL,
    "params" JSONB NOT NULL,
    "source" TEXT NOT NULL,
    "checked_by" TEXT NOT NULL,

    CONSTRAINT "screening_rule_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sanctions_list" (
    "source" TEXT NOT NULL,
    "active_import_id" UUID,
    "checked_at" TIMESTAMPTZ(3),
    "proven_at" TIMESTAMPTZ(3),
    "alarm" TEXT,
    "alarm_at" TIMESTAMPTZ(3),

    CONSTRAINT "sanctions_list_pkey" PRIMARY KEY ("source")
);

-- CreateTable
CREATE TABLE "list_import" (
    "id" UUID NOT NULL,
    "source" TEXT NOT NULL,
    "state" "list_import_state" NOT NULL DEFAULT 'fetched',
    "origin" TEXT NOT NULL,
    "sha256" TEXT NOT NULL,
    "bytes" INTEGER NOT NULL,
    "published_at" TIMESTAMPTZ(3),
    "fetched_at" TIMESTAMPTZ(3) NOT NULL,
    "rows" INTEGER,
    "added" INTEGER,
    "removed" INTEGER,
    "size_reason" TEXT,
    "problem" TEXT,
    "settled_at" TIMESTAMPTZ(3),

    CONSTRAINT "list_import_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "list_entity" (
    "id" UUID NOT NULL,
    "source" TEXT NOT NULL,
    "external_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "content" JSONB NOT NULL,
    "content_hash" TEXT NOT NULL,
    "import_id" UUID NOT NULL,
    "until_id" UUID,
    "live" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "list_entity_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "list_name" (
    "id" BIGSERIAL NOT NULL,
    "entity_id" UUID NOT NULL,
    "words" TEXT NOT NULL,
    "sounds" TEXT[],

    CONSTRAINT "list_name_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "list_identifier" (
    "id" BIGSERIAL NOT NULL,
    "entity_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "value" TEXT NOT NULL,

    CONSTRAINT "list_identifier_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "screening_subject" (
    "id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "sealed" BYTEA NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "screened_at" TIMESTAMPTZ(3),
    "changed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "screening_subject_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "screening_run" (
    "id" UUID NOT NULL,
    "subject_id" UUID NOT NULL,
    "state" "screening_run_state" NOT NULL DEFAULT 'pending',
    "version" INTEGER NOT NULL DEFAULT 1,
    "cause" TEXT NOT NULL,
    "sealed" BYTEA,
    "fingerprint" TEXT NOT NULL,
    "lists" JSONB NOT NULL,
    "partial" BOOLEAN NOT NULL DEFAULT false,
    "mixed_script" BOOLEAN NOT NULL DEFAULT false,
    "near" JSONB NOT NULL,
    "problem" TEXT,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "settled_at" TIMESTAMPTZ(3),

    CONSTRAINT "screening_run_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "screening_match" (
    "id" UUID NOT NULL,
    "run_id" UUID NOT NULL,
    "entity_id" UUID NOT NULL,
    "state" "screening_match_state" NOT NULL DEFAULT 'pending',
    "score" INTEGER NOT NULL,
    "identifier" TEXT,
    "needs_two" BOOLEAN NOT NULL,
    "features" JSONB NOT NULL,
    "settled_at" TIMESTAMPTZ(3),

    CONSTRAINT "screening_match_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "screening_decision" (
    "id" UUID NOT NULL,
    "match_id" UUID NOT NULL,
    "person_id" UUID,
    "outcome" TEXT NOT NULL,
    "reasons" TEXT[],
    "note" TEXT NOT NULL,
    "needs_two" BOOLEAN NOT NULL,
    "reviewed_digest" TEXT NOT NULL,
    "proposed_by" UUID NOT NULL,
    "proposed_at" TIMESTAMPTZ(3) NOT NULL,
    "decided_by" UUID,
    "decided_at" TIMESTAMPTZ(3),
    "decision" TEXT,
    "decision_note" TEXT,

    CONSTRAINT "screening_decision_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "screening_whitelist" (
    "id" UUID NOT NULL,
    "subject_id" UUID NOT NULL,
    "source" TEXT NOT NULL,
    "external_id" TEXT NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "content_hash" TEXT NOT NULL,
    "match_id" UUID NOT NULL,
    "until" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "screening_whitelist_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "screening_report" (
    "id" UUID NOT NULL,
    "match_id" UUID NOT NULL,
    "run_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "done_at" TIMESTAMPTZ(3),
    "done_by" UUID,
    "note" TEXT,

    CONSTRAINT "screening_report_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "screening_reveal" (
    "id" UUID NOT NULL,
    "run_id" UUID NOT NULL,
    "viewer_id" UUID NOT NULL,
    "field" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "screening_reveal_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "screening_sweep" (
    "id" UUID NOT NULL,
    "import_id" UUID,
    "cursor" UUID,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "finished_at" TIMESTAMPTZ(3),
    "compared" INTEGER NOT NULL DEFAULT 0,
    "found" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "screening_sweep_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "screening_rule_effective_from_idx" ON "screening_rule"("effective_from");

-- CreateIndex
CREATE UNIQUE INDEX "sanctions_list_active_import_id_key" ON "sanctions_list"("active_import_id");

-- CreateIndex
CREATE INDEX "list_import_source_fetched_at_idx" ON "list_import"("source", "fetched_at");

-- CreateIndex
CREATE INDEX "list_entity_source_live_idx" ON "list_entity"("source", "live");

-- CreateIndex
CREATE INDEX "list_entity_import_id_idx" ON "list_entity"("import_id");

-- CreateIndex
CREATE INDEX "list_name_entity_id_idx" ON "list_name"("entity_id");

-- CreateIndex
CREATE INDEX "list_identifier_entity_id_idx" ON "list_identifier"("entity_id");

-- CreateIndex
CREATE INDEX "list_identifier_kind_value_idx" ON "list_identifier"("kind", "value");

-- CreateIndex
CREATE UNIQUE INDEX "screening_subject_key_key" ON "screening_subject"("key");

-- CreateIndex
CREATE INDEX "screening_subject_screened_at_idx" ON "screening_subject"("screened_at");

-- CreateIndex
CREATE INDEX "screening_run_subject_id_started_at_idx" ON "screening_run"("subject_id", "started_at");

-- CreateIndex
CREATE INDEX "screening_run_state_started_at_idx" ON "screening_run"("state", "started_at");

-- CreateIndex
CREATE INDEX "screening_match_entity_id_idx" ON "screening_match"("entity_id");

-- CreateIndex
CREATE UNIQUE INDEX "screening_match_run_id_entity_id_key" ON "screening_match"("run_id", "entity_id");

-- CreateIndex
CREATE INDEX "screening_decision_match_id_proposed_at_idx" ON "screening_decision"("match_id", "proposed_at");

-- CreateIndex
CREATE INDEX "screening_whitelist_subject_id_idx" ON "screening_whitelist"("subject_id");

-- CreateIndex
CREATE UNIQUE INDEX "screening_report_match_id_key" ON "screening_report"("match_id");

-- CreateIndex
CREATE INDEX "screening_report_done_at_due_at_idx" ON "screening_report"("done_at", "due_at");

-- CreateIndex
CREATE INDEX "screening_reveal_run_id_at_idx" ON "screening_reveal"("run_id", "at");

-- CreateIndex
CREATE UNIQUE INDEX "screening_sweep_import_id_key" ON "screening_sweep"("import_id");

-- CreateIndex
CREATE INDEX "screening_sweep_finished_at_idx" ON "screening_sweep"("finished_at");

-- AddForeignKey
ALTER TABLE "list_entity" ADD CONSTRAINT "list_entity_import_id_fkey" FOREIGN KEY ("import_id") REFERENCES "list_import"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "list_name" ADD CONSTRAINT "list_name_entity_id_fkey" FOREIGN KEY ("entity_id") REFERENCES "list_entity"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "list_identifier" ADD CONSTRAINT "list_identifier_entity_id_fkey" FOREIGN KEY ("entity_id") REFERENCES "list_entity"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "screening_run" ADD CONSTRAINT "screening_run_subject_id_fkey" FOREIGN KEY ("subject_id") REFERENCES "screening_subject"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "screening_match" ADD CONSTRAINT "screening_match_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "screening_run"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "screening_match" ADD CONSTRAINT "screening_match_entity_id_fkey" FOREIGN KEY ("entity_id") REFERENCES "list_entity"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "screening_decision" ADD CONSTRAINT "screening_decision_match_id_fkey" FOREIGN KEY ("match_id") REFERENCES "screening_match"("id") ON DELETE RESTRICT ON UPDATE CASCADE;



-- Names are searched by like trigrams and by sound.
create index list_name_words on list_name using gin (words gin_trgm_ops);
create index list_name_sounds on list_name using gin (sounds);
create unique index list_entity_one_live on list_entity (source, external_id) where live;
create index list_entity_live on list_entity (id) where live;

alter table sanctions_list
  add constraint sanctions_list_source check (source in ('ofac', 'un', 'eu', 'uk')),
  add constraint sanctions_list_alarm check ((alarm is null) = (alarm_at is null)),
  add constraint sanctions_list_active foreign key (active_import_id) references list_import (id);
insert into sanctions_list (source) values ('ofac'), ('un'), ('eu'), ('uk');
alter table list_import
  add constraint list_import_source check (source in ('ofac', 'un', 'eu', 'uk')),
  add constraint list_import_origin check (origin in ('file', 'fetched', 'invented')),
  add constraint list_import_problem check ((state = 'rejected') = (problem is not null));
create unique index list_import_one_active on list_import (source) where state = 'active';

create trigger screening_rule_append_only before update or delete or truncate on screening_rule
  for each statement execute function refuse_change();
create trigger screening_reveal_append_only before update or delete or truncate on screening_reveal
  for each statement execute function refuse_change();

-- An entry is what was published; only whether it is in force changes.
create function list_entity_refuse_rewrite() returns trigger language plpgsql as $$
begin
  if (new.id, new.source, new.external_id, new.kind, new.content, new.content_hash, new.import_id) is distinct from
     (old.id, old.source, old.external_id, old.kind, old.content, old.content_hash, old.import_id) then
    raise exception 'an entry of a list does not change' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger list_entity_no_rewrite before update on list_entity
  for each row execute function list_entity_refuse_rewrite();
create trigger list_entity_no_delete before delete or truncate on list_entity
  for each statement execute function refuse_change();

-- One run over a subject's whole data is under way at a time; hits of a subject stay until they are decided.
alter table screening_run
  add constraint screening_run_problem check ((state = 'error') = (problem is not null)),
  add constraint screening_run_kept check (state not in ('in_review', 'confirmed_hit') or sealed is not null);
alter table screening_match
  add constraint screening_match_score check (score between 0 and 1000),
  -- From 0.95 on, and with a shared number, nobody clears alone, whatever the rules of the day say.
  add constraint screening_match_two check (needs_two or (score < 950 and identifier is null)),
  add constraint screening_match_settled check ((state in ('pending', 'escalated')) = (settled_at is null));

-- Two people, neither of them the subject; alone only where the match allows it, and only to clear.
alter table screening_decision
  add constraint screening_decision_outcome check (
    (outcome = 'no_hit' and cardinality(reasons) > 0) or (outcome = 'confirmed_hit' and cardinality(reasons) = 0 and needs_two)
  ),
  add constraint screening_decision_two_people check (decided_by is null or decided_by <> proposed_by),
  add constraint screening_decision_not_oneself check (
    person_id is null or (proposed_by <> person_id and (decided_by is null or decided_by <> person_id))
  ),
  add constraint screening_decision_whole check (
    num_nulls(decided_at, decision) in (0, 2)
    and (decision is null or decision in ('alone', 'confirmed', 'returned', 'void'))
    and (decision in ('confirmed', 'returned')) is not distinct from (case when decision is null then null else decided_by is not null end)
    and (decision is distinct from 'alone' or not needs_two)
  );
create unique index screening_decision_one_open on screening_decision (match_id) where decided_at is null;

create function screening_decision_is_honest() returns trigger language plpgsql as $$
declare needs boolean;
begin
  select m.needs_two into needs from screening_match m where m.id = new.match_id;
  if needs and not new.needs_two then
    raise exception 'this match needs two people' using errcode = 'check_violation';
  end if;
  if tg_op = 'UPDATE' and ((new.match_id, new.person_id, new.outcome, new.reasons, new.note, new.needs_two, new.proposed_by, new.reviewed_digest)
      is distinct from (old.match_id, old.person_id, old.outcome, old.reasons, old.note, old.needs_two, old.proposed_by, old.reviewed_digest)
      or old.decided_at is not null) then
    raise exception 'a decision does not change' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger screening_decision_honest before insert or update on screening_decision
  for each row execute function screening_decision_is_honest();
create trigger screening_decision_no_delete before delete or truncate on screening_decision
  for each statement execute function refuse_change();

-- A match is settled only by a decision, and by two people where two are needed.
create function screening_match_needs_decision() returns trigger language plpgsql as $$
begin
  if (new.run_id, new.entity_id, new.score, new.identifier, new.needs_two, new.features) is distinct from
     (old.run_id, old.entity_id, old.score, old.identifier, old.needs_two, old.features)
     or (old.settled_at is not null and new.state <> old.state) then
    raise exception 'a match does not change' using errcode = 'restrict_violation';
  end if;
  if new.state in ('no_hit', 'confirmed_hit') and new.state <> old.state and not exists (
    select from screening_decision d where d.match_id = new.id and d.outcome = new.state::text
      and (d.decision = 'confirmed' or (d.decision = 'alone' and not new.needs_two))
  ) then
    raise exception 'a match is settled by a decision' using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger screening_match_decided before update on screening_match
  for each row execute function screening_match_needs_decision();
create function screening_match_begins_open() returns trigger language plpgsql as $$
begin
  if new.state <> 'pending' then
    raise exception 'a match begins undecided' using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger screening_match_open before insert on screening_match
  for each row execute function screening_match_begins_open();

-- A confirmed hit has a confirmed match, and never becomes anything else; a cleared run has nothing open.
create function screening_run_is_honest() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and old.state = 'confirmed_hit' and new.state <> 'confirmed_hit' then
    raise exception 'a confirmed hit stays one' using errcode = 'restrict_violation';
  end if;
  if new.state = 'confirmed_hit' and not exists (select from screening_match where run_id = new.id and state = 'confirmed_hit') then
    raise exception 'a confirmed hit needs a confirmed match' using errcode = 'check_violation';
  end if;
  if new.state = 'no_hit' and exists (select from screening_match where run_id = new.id and state in ('pending', 'escalated', 'confirmed_hit')) then
    raise exception 'a run with an open match is not clean' using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger screening_run_honest before insert or update on screening_run
  for each row execute function screening_run_is_honest();

insert into screening_rule (id, effective_from, params, source, checked_by) values (
  '019c0000-0000-7000-8000-000000000001', '2020-01-01T00:00:00Z',
  '{"reviewWithBirth":800,"review":850,"strong":950,"twoReasons":900,"near":700,"weak":750,"birthYearFar":200,"birthYearNear":50,"birthDay":100,"birthSwapped":50,"country":100,"gender":200,"mostMatches":50,"alarmHours":24,"stopHours":72,"mayShrink":5,"mayGrow":20,"anchors":{"ofac":["306"],"un":["QDe.004"]},"whitelistMonths":12,"reportBusinessDays":10,"holidays":["2026-01-01","2026-01-19","2026-02-16","2026-05-25","2026-06-19","2026-07-03","2026-09-07","2026-10-12","2026-11-11","2026-11-26","2026-12-25","2027-01-01","2027-01-18","2027-02-15","2027-05-31","2027-06-18","2027-07-05","2027-09-06","2027-10-11","2027-11-11","2027-11-25","2027-12-24","2028-01-17","2028-02-21","2028-05-29","2028-06-19","2028-07-04","2028-09-04","2028-10-09","2028-11-10","2028-11-23","2028-12-25"]}',
  'Weights of nomenklatura (MIT) as read in 2026; OFAC FAQ 249; 31 CFR 501.603 (10 business days); 5 USC 6103 (holidays)',
  'nobody yet: a lawyer must'
);
