-- The company behind a project: its check, and the people who are verified for it.
CREATE TYPE "CompanyState" AS ENUM ('draft', 'submitted', 'completeness', 'parties', 'screening', 'in_review', 'changes_requested', 'pending_second', 'approved', 'listed', 'suspended', 'offer_cancelled', 'closed_funded', 'closed_failed', 'monitored', 'rejected', 'withdrawn', 'erased');
CREATE TABLE "company_case" (
    "id" UUID NOT NULL,
    "project_id" UUID NOT NULL,
    "owner_id" UUID NOT NULL,
    "state" "CompanyState" NOT NULL DEFAULT 'draft',
    "version" INTEGER NOT NULL DEFAULT 1,
    "sealed" BYTEA,
    "salt" TEXT,
    "mark" TEXT,
    "assignee_id" UUID,
    "lease_until" TIMESTAMPTZ(3),
    "hold" TEXT,
    "screening" TEXT,
    "changes_note" TEXT,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "submitted_at" TIMESTAMPTZ(3),
    "settled_at" TIMESTAMPTZ(3),
    "approval_id" UUID,
    "listed_at" TIMESTAMPTZ(3),
    "raise_outcome" TEXT,
    "suspended_until" TIMESTAMPTZ(3),
    "told_at" TIMESTAMPTZ(3),
    "suspension" TEXT,
    "erased_at" TIMESTAMPTZ(3),

    CONSTRAINT "company_case_pkey" PRIMARY KEY ("id")
);
CREATE TABLE "company_party" (
    "id" UUID NOT NULL,
    "company_id" UUID NOT NULL,
    "ref" TEXT NOT NULL,
    "roles" TEXT[],
    "identity" TEXT NOT NULL,
    "person_id" UUID,
    "accepted_at" TIMESTAMPTZ(3),
    "invitation_hash" TEXT,
    "invited_at" TIMESTAMPTZ(3),
    "invited_until" TIMESTAMPTZ(3),

    CONSTRAINT "company_party_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "company_case_project_id_key" ON "company_case"("project_id");
CREATE INDEX "company_case_state_submitted_at_idx" ON "company_case"("state", "submitted_at");
CREATE INDEX "company_case_owner_id_idx" ON "company_case"("owner_id");
CREATE INDEX "company_case_mark_idx" ON "company_case"("mark");
CREATE UNIQUE INDEX "company_party_invitation_hash_key" ON "company_party"("invitation_hash");
CREATE UNIQUE INDEX "company_party_company_id_ref_key" ON "company_party"("company_id", "ref");
CREATE INDEX "company_party_person_id_idx" ON "company_party"("person_id");
ALTER TABLE "company_party" ADD CONSTRAINT "company_party_company_id_fkey" FOREIGN KEY ("company_id") REFERENCES "company_case"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

alter table company_case
  add constraint company_case_hold check (hold in ('party', 'screening')),
  add constraint company_case_screening check (screening in ('clear', 'candidates', 'unavailable')),
  add constraint company_case_outcome check (raise_outcome in ('funded', 'failed')),
  add constraint company_case_lease check ((assignee_id is null) = (lease_until is null)),
  add constraint company_case_suspended check ((state = 'suspended') = (suspended_until is not null)),
  add constraint company_case_erased check ((state = 'erased') = (erased_at is not null) and (erased_at is null or (sealed is null and salt is null))),
  -- What is approved names the decision that approved it.
  add constraint company_case_approved check (
    approval_id is not null
    or state not in ('approved', 'listed', 'suspended', 'offer_cancelled', 'closed_funded', 'closed_failed', 'monitored')
  );
alter table company_party
  add constraint company_party_accepted check ((person_id is null) = (accepted_at is null)),
  add constraint company_party_invited check (invitation_hash is null or (invited_until is not null and person_id is null)),
  add constraint company_party_roles check (cardinality(roles) > 0 and roles <@ array['director', 'signatory', 'controller', 'owner', 'official']);
-- One account stands for one person of a company.
create unique index company_party_one_account on company_party (company_id, person_id);

-- An approval is a confirmed decision of two people about this very company, and neither of them belongs to it.
create function require_company_approval() returns trigger language plpgsql as $$
begin
  if new.approval_id is null or (tg_op = 'UPDATE' and new.approval_id is not distinct from old.approval_id) then
    return new;
  end if;
  if not exists (
    select from decision d where d.id = new.approval_id and d.subject = 'company:' || new.id and d.kind = 'company.approve'
      and d.state = 'confirmed' and d.checker_id <> d.maker_id
  ) then
    raise exception 'a company is approved by a decision that a second person confirmed' using errcode = 'check_violation';
  end if;
  if exists (
    select from decision d join company_party p on p.company_id = new.id
    where d.id = new.approval_id and (is_same_person(d.maker_id, p.person_id) or is_same_person(d.checker_id, p.person_id))
  ) then
    raise exception 'nobody decides about a company that they belong to' using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger company_case_needs_two before insert or update on company_case
  for each row execute function require_company_approval();

-- Whoever comes by an invitation has no wallet, and signs in by mail from then on.
alter table person add column signs_by_mail boolean not null default false;

-- Residence and category as two people approved them; older approvals keep what the member stated until they are renewed.
alter table clearance_grant
  add column country text,
  add column category text,
  add constraint clearance_grant_category check (category in ('retail', 'sophisticated'));

-- Names in submitted versions can vanish with the key of their application. What was submitted before keeps them in its content.
alter table application_version add column people bytea;
