-- Decisions of two people, for every room.
CREATE TABLE "decision" (
    "id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "about_id" UUID,
    "content" JSONB NOT NULL,
    "note" TEXT NOT NULL,
    "maker_id" UUID NOT NULL,
    "made_at" TIMESTAMPTZ(3) NOT NULL,
    "reviewed_digest" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'proposed',
    "checker_id" UUID,
    "decided_at" TIMESTAMPTZ(3),
    "comment" TEXT,

    CONSTRAINT "decision_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "decision_subject_made_at_idx" ON "decision"("subject", "made_at");
CREATE INDEX "decision_state_expires_at_idx" ON "decision"("state", "expires_at");

CREATE TABLE "identity_mark" (
    "person_id" UUID NOT NULL,
    "mark" TEXT NOT NULL,
    "noted_at" TIMESTAMPTZ(3) NOT NULL,
    "confirmed_at" TIMESTAMPTZ(3),

    CONSTRAINT "identity_mark_pkey" PRIMARY KEY ("person_id", "mark")
);
CREATE INDEX "identity_mark_mark_idx" ON "identity_mark"("mark");

-- What was proposed about verifications before moves over; the rules that follow hold for it already.
insert into decision (id, kind, subject, about_id, content, note, maker_id, made_at, reviewed_digest, expires_at, state, checker_id, decided_at, comment)
select id, 'case.' || outcome, 'case:' || case_id, person_id, jsonb_build_object('reason', reason), note, proposed_by, proposed_at, reviewed_digest,
  greatest(proposed_at + interval '72 hours', case when decision = 'confirmed' then decided_at + interval '1 millisecond' end,
    case when decision is null then now() + interval '72 hours' end),
  case decision when 'confirmed' then 'confirmed' when 'returned' then 'returned' when 'void' then 'voided' else 'proposed' end,
  decided_by, decided_at, decision_note
from verification_proposal;

-- Two people decide, in time, and neither of them is the subject. One proposal about a thing is open at a time.
alter table decision
  add constraint decision_two_people check (checker_id is null or checker_id <> maker_id),
  add constraint decision_not_oneself check (
    about_id is null or (maker_id <> about_id and (checker_id is null or checker_id <> about_id))
  ),
  add constraint decision_settled check (
    state in ('proposed', 'confirmed', 'returned', 'voided', 'expired')
    and (state = 'proposed') = (decided_at is null)
    and (state in ('confirmed', 'returned')) = (checker_id is not null)
  ),
  add constraint decision_in_time check (state <> 'confirmed' or decided_at < expires_at);
create unique index decision_one_open on decision (subject) where state = 'proposed';

-- Whether two accounts showed one document: then they are one person.
create function is_same_person(one uuid, other uuid) returns boolean language sql stable as $$
  select one = other or exists (
    select from identity_mark a join identity_mark b on b.mark = a.mark where a.person_id = one and b.person_id = other
  )
$$;

-- A decision begins as a proposal, is settled once, and what was proposed never changes; only its words can be erased.
create function keep_decision() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' and new.state <> 'proposed' then
    raise exception 'a decision begins as a proposal' using errcode = 'check_violation';
  end if;
  if tg_op = 'UPDATE' then
    if (new.id, new.kind, new.subject, new.about_id, new.content, new.maker_id, new.made_at, new.reviewed_digest, new.expires_at)
      is distinct from (old.id, old.kind, old.subject, old.about_id, old.content, old.maker_id, old.made_at, old.reviewed_digest, old.expires_at) then
      raise exception 'what was proposed does not change' using errcode = 'check_violation';
    end if;
    if old.state <> 'proposed' and (new.state, new.checker_id, new.decided_at) is distinct from (old.state, old.checker_id, old.decided_at) then
      raise exception 'a decision is taken once' using errcode = 'check_violation';
    end if;
  end if;
  if is_same_person(new.maker_id, new.checker_id) or is_same_person(new.maker_id, new.about_id) or is_same_person(new.checker_id, new.about_id) then
    raise exception 'two accounts of one person do not decide together, or about each other' using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger decision_keeps before insert or update on decision for each row execute function keep_decision();

-- The states of a verification, all of them.
drop trigger clearance_grant_needs_two on clearance_grant;
drop index verification_case_one_open;
drop index verification_case_state_submitted_at_idx;
create type "VerificationStateNow" as enum ('draft', 'awaiting_document', 'awaiting_provider', 'provider_processing', 'manual_upload', 'screening', 'in_review', 'needs_resubmission', 'pending_second', 'approved', 'rejected', 'reverify_due', 'suspended', 'expired', 'abandoned', 'blocked_jurisdiction', 'withdrawn', 'erased');
alter table verification_case add column route text, add column manual_reason text;
update verification_case set route = 'manual' where profile is not null or submitted_at is not null;
alter table verification_case
  alter column state drop default,
  alter column state type "VerificationStateNow" using (case
    when erased_at is not null then 'erased'
    when state::text = 'draft' and profile is not null then 'manual_upload'
    when state::text = 'submitted' then 'in_review'
    when state::text in ('proposed_approve', 'proposed_reject') then 'pending_second'
    else state::text end)::"VerificationStateNow",
  alter column state set default 'draft',
  add column touched_at timestamptz(3),
  add column attempts integer not null default 0,
  add column priority text not null default 'normal',
  add column hold text,
  add column suspension text,
  add column screening text,
  add column screened_at timestamptz(3),
  add column document_kind text,
  add column document_country text,
  add column document_expires date,
  add column risk jsonb,
  add column asked jsonb not null default '[]',
  add column mended_fields text[] not null default '{}',
  add column appeal text,
  add column appealed_at timestamptz(3),
  add column next_review_at timestamptz(3),
  add column reminded_at timestamptz(3);
drop type "VerificationState";
alter type "VerificationStateNow" rename to "VerificationState";
update verification_case set
  touched_at = coalesce(submitted_at, started_at),
  asked = case when changes_reason is null then '[]' else jsonb_build_array(jsonb_build_object('reason', changes_reason, 'documentId', null)) end,
  next_review_at = (select g.until - interval '30 days' from clearance_grant g where g.case_id = verification_case.id);
alter table verification_case alter column touched_at set not null, drop column changes_reason;
CREATE INDEX "verification_case_state_submitted_at_idx" ON "verification_case"("state", "submitted_at");
CREATE INDEX "verification_case_state_next_review_at_idx" ON "verification_case"("state", "next_review_at");
drop table verification_proposal;

create unique index verification_case_one_open on verification_case (person_id)
  where state in ('draft', 'awaiting_document', 'awaiting_provider', 'provider_processing', 'manual_upload', 'screening', 'in_review', 'needs_resubmission', 'pending_second');
alter table verification_case
  add constraint verification_case_route check (route in ('provider', 'manual')),
  add constraint verification_case_priority check (priority in ('normal', 'high', 'critical')),
  add constraint verification_case_hold check (hold in ('screening', 'fraud', 'duplicate', 'under_age')),
  add constraint verification_case_screening check (
    screening in ('clear', 'candidates', 'unavailable') and (screening is null) = (screened_at is null)
  ),
  add constraint verification_case_attempts check (attempts between 0 and 3);

CREATE TABLE "identity_check" (
    "id" UUID NOT NULL,
    "case_id" UUID NOT NULL,
    "attempt" INTEGER NOT NULL,
    "session_id" TEXT,
    "url" TEXT,
    "state" TEXT NOT NULL DEFAULT 'open',
    "error" TEXT,
    "report_id" TEXT,
    "findings" JSONB,
    "opened_at" TIMESTAMPTZ(3) NOT NULL,
    "settled_at" TIMESTAMPTZ(3),
    "redacted_at" TIMESTAMPTZ(3),

    CONSTRAINT "identity_check_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "identity_check_session_id_key" ON "identity_check"("session_id");
CREATE UNIQUE INDEX "identity_check_case_id_attempt_key" ON "identity_check"("case_id", "attempt");
CREATE INDEX "identity_check_state_opened_at_idx" ON "identity_check"("state", "opened_at");
ALTER TABLE "identity_check" ADD CONSTRAINT "identity_check_case_id_fkey" FOREIGN KEY ("case_id") REFERENCES "verification_case"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
alter table identity_check
  add constraint identity_check_state check (state in ('open', 'processing', 'verified', 'failed', 'cancelled')),
  add constraint identity_check_settled check ((state in ('verified', 'failed', 'cancelled')) = (settled_at is not null));
create unique index identity_check_one_open on identity_check (case_id) where settled_at is null;

CREATE TABLE "identity_event" (
    "id" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    "handled_at" TIMESTAMPTZ(3),

    CONSTRAINT "identity_event_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "automatic_approval" (
    "case_id" UUID NOT NULL,
    "conditions" JSONB NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "automatic_approval_pkey" PRIMARY KEY ("case_id")
);
ALTER TABLE "automatic_approval" ADD CONSTRAINT "automatic_approval_case_id_fkey" FOREIGN KEY ("case_id") REFERENCES "verification_case"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
-- Every condition of an automatic approval is there, and true.
alter table automatic_approval add constraint automatic_approval_all_hold check (
  conditions ?& array['documentAndFace', 'nameAgrees', 'birthDateAgrees', 'screenedClear', 'notPep', 'countryRiskLow', 'documentStaysValid', 'walletClean', 'noDuplicate']
  and not jsonb_path_exists(conditions, '$.* ? (@ != true)')
);
create trigger automatic_approval_append_only before update or delete or truncate on automatic_approval
  for each statement execute function refuse_change();

-- A clearance exists only when a second person confirmed an approval of its case, or when every condition of an automatic one held.
create or replace function require_confirmed_approval() returns trigger language plpgsql as $$
begin
  if not exists (
    select from verification_case c
    where c.id = new.case_id and c.person_id = new.person_id and (
      exists (
        select from decision d where d.subject = 'case:' || c.id and d.kind = 'case.approve' and d.state = 'confirmed'
          and d.checker_id <> d.maker_id
      )
      or exists (select from automatic_approval a where a.case_id = c.id)
    )
  ) then
    raise exception 'a clearance needs an approval confirmed by a second person' using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger clearance_grant_needs_two before insert or update on clearance_grant
  for each row execute function require_confirmed_approval();

-- A key of this installation's own, sealed by DOCUMENT_KEY.
CREATE TABLE "sealed_key" (
    "name" TEXT NOT NULL,
    "ciphertext" BYTEA NOT NULL,
    "wrapped_key" BYTEA NOT NULL,
    "key_id" TEXT NOT NULL,

    CONSTRAINT "sealed_key_pkey" PRIMARY KEY ("name")
);
