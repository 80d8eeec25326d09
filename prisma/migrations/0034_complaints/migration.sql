-- Complaints, with whatever was written in them sealed.
CREATE TYPE "complaint_state" AS ENUM ('received', 'acknowledged', 'answered', 'closed');
CREATE TABLE "complaint" (
    "id" UUID NOT NULL,
    "person_id" UUID,
    "key_hash" TEXT,
    "topic" TEXT NOT NULL,
    "project_id" UUID,
    "state" "complaint_state" NOT NULL DEFAULT 'received',
    "outcome" TEXT,
    "concerned_ids" UUID[] DEFAULT ARRAY[]::UUID[],
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    "regime" TEXT NOT NULL,
    "rule_version" INTEGER NOT NULL,
    "acknowledge_by" TIMESTAMPTZ(3) NOT NULL,
    "answer_by" TIMESTAMPTZ(3) NOT NULL,
    "acknowledged_at" TIMESTAMPTZ(3),
    "answered_at" TIMESTAMPTZ(3),
    "closed_at" TIMESTAMPTZ(3),
    "told_at" TIMESTAMPTZ(3),
    "due_told_at" TIMESTAMPTZ(3),
    "erased_at" TIMESTAMPTZ(3),

    CONSTRAINT "complaint_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "complaint_key_hash_key" ON "complaint"("key_hash");
CREATE INDEX "complaint_state_received_at_idx" ON "complaint"("state", "received_at");
CREATE INDEX "complaint_person_id_received_at_idx" ON "complaint"("person_id", "received_at");
CREATE TABLE "complaint_word" (
    "id" UUID NOT NULL,
    "complaint_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "author_id" UUID,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "sealed" BYTEA,

    CONSTRAINT "complaint_word_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "complaint_word_complaint_id_number_key" ON "complaint_word"("complaint_id", "number");
ALTER TABLE "complaint_word" ADD CONSTRAINT "complaint_word_complaint_id_fkey" FOREIGN KEY ("complaint_id") REFERENCES "complaint"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

alter table complaint
  add constraint complaint_topic check (topic in ('platform', 'project', 'verification', 'payment', 'data')),
  add constraint complaint_outcome check (outcome in ('upheld', 'partly', 'rejected', 'inadmissible')),
  add constraint complaint_decided check ((outcome is not null) = (answered_at is not null)),
  add constraint complaint_closed check ((state = 'closed') = (closed_at is not null)),
  add constraint complaint_taken_up check (state not in ('acknowledged', 'answered') or acknowledged_at is not null),
  add constraint complaint_in_order check (answer_by >= acknowledge_by and acknowledge_by > received_at);
alter table complaint_word
  add constraint complaint_word_kind check (
    kind in ('complaint', 'reply', 'acknowledgement', 'inadmissible', 'question', 'delay', 'answer', 'measures')
  ),
  add constraint complaint_word_by check ((author_id is null) = (kind in ('complaint', 'reply')));

-- A register keeps what came in: who complained is only ever forgotten, times and rule stay, and whom it is about grows.
create function complaint_refuse_rewrite() returns trigger language plpgsql as $$
begin
  if (new.id, new.topic, new.project_id, new.received_at, new.regime, new.rule_version, new.acknowledge_by)
    is distinct from (old.id, old.topic, old.project_id, old.received_at, old.regime, old.rule_version, old.acknowledge_by)
    or (new.person_id is distinct from old.person_id and new.erased_at is null)
    or (new.key_hash is distinct from old.key_hash and new.erased_at is null)
    or not old.concerned_ids <@ new.concerned_ids
    or new.answer_by < old.answer_by then
    raise exception 'what came in stays in the register' using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger complaint_no_rewrite before update on complaint for each row execute function complaint_refuse_rewrite();
create trigger complaint_no_delete before delete or truncate on complaint for each statement execute function refuse_change();

-- Nobody answers a complaint of their own, or one that is about them, with whatever account; what was written is only ever emptied.
create function complaint_word_keeps() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' then
    if (new.id, new.complaint_id, new.number, new.kind, new.author_id, new.at)
      is distinct from (old.id, old.complaint_id, old.number, old.kind, old.author_id, old.at)
      or new.sealed is not null and new.sealed is distinct from old.sealed then
      raise exception 'what was written in a complaint stays' using errcode = 'check_violation';
    end if;
  elsif new.author_id is not null and exists (
    select from complaint c, unnest(c.concerned_ids || coalesce(array[c.person_id], '{}')) as side (id)
    where c.id = new.complaint_id and side.id is not null and is_same_person(side.id, new.author_id)
  ) then
    raise exception 'nobody answers a complaint about themselves' using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger complaint_word_stays before insert or update on complaint_word for each row execute function complaint_word_keeps();
create trigger complaint_word_no_delete before delete or truncate on complaint_word for each statement execute function refuse_change();

-- How long a complaint may wait. Only where the numbers are still this project's own: later versions are what two people agreed on.
alter table regime_rule disable trigger regime_rule_needs_two;
insert into regime_rule (id, regime, version, effective_from, effective_to, params, source_url, source_text)
select gen_random_uuid(), regime, 2, effective_from, null, params || '{"complaintWorkingDays": "10", "complaintDays": "30"}', source_url,
  'As version 1, with the 10 working days to acknowledge a complaint (Delegated Regulation (EU) 2022/2117, article 3(1), read in a copy of the text) and the 30 days to decide that its article 1(2)(e) leaves to the platform to set. Checked by no lawyer.'
from regime_rule r where regime = 'ECSPR' and version = 1
  and not exists (select from regime_rule other where other.regime = 'ECSPR' and other.version > 1);
alter table regime_rule enable trigger regime_rule_needs_two;

-- Whoever commits under a regime is told at once when it is final; nobody is told of what was final before.
ALTER TABLE "limit_entry" ADD COLUMN "told_at" TIMESTAMPTZ(3);
update limit_entry set told_at = at;
create index limit_entry_untold on limit_entry (at) where told_at is null and released_at is null;
