-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateEnum
CREATE TYPE "VerificationState" AS ENUM ('draft', 'submitted', 'in_review', 'proposed_approve', 'proposed_reject', 'needs_resubmission', 'approved', 'rejected', 'expired', 'withdrawn');

-- CreateTable
CREATE TABLE "verification_case" (
    "id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "state" "VerificationState" NOT NULL DEFAULT 'draft',
    "version" INTEGER NOT NULL DEFAULT 1,
    "profile" BYTEA,
    "profile_key" BYTEA,
    "profile_key_id" TEXT,
    "salt" TEXT,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "submitted_at" TIMESTAMPTZ(3),
    "assignee_id" UUID,
    "lease_until" TIMESTAMPTZ(3),
    "changes_reason" TEXT,
    "changes_note" TEXT,
    "settled_at" TIMESTAMPTZ(3),
    "erased_at" TIMESTAMPTZ(3),

    CONSTRAINT "verification_case_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "verification_proposal" (
    "id" UUID NOT NULL,
    "case_id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "outcome" TEXT NOT NULL,
    "reason" TEXT,
    "note" TEXT NOT NULL,
    "proposed_by" UUID NOT NULL,
    "proposed_at" TIMESTAMPTZ(3) NOT NULL,
    "reviewed_digest" TEXT NOT NULL,
    "decided_by" UUID,
    "decided_at" TIMESTAMPTZ(3),
    "decision" TEXT,
    "decision_note" TEXT,

    CONSTRAINT "verification_proposal_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "clearance_grant" (
    "id" UUID NOT NULL,
    "case_id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "level" TEXT NOT NULL,
    "limits" JSONB NOT NULL,
    "granted_at" TIMESTAMPTZ(3) NOT NULL,
    "until" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "clearance_grant_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "document" (
    "id" UUID NOT NULL,
    "owner_id" UUID NOT NULL,
    "subject" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "file_name" TEXT NOT NULL,
    "content_type" TEXT NOT NULL,
    "size" INTEGER NOT NULL,
    "sha256" TEXT,
    "salt" TEXT,
    "ciphertext" BYTEA,
    "wrapped_key" BYTEA,
    "key_id" TEXT,
    "stored_at" TIMESTAMPTZ(3) NOT NULL,
    "erased_at" TIMESTAMPTZ(3),

    CONSTRAINT "document_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "document_view" (
    "id" UUID NOT NULL,
    "document_id" UUID NOT NULL,
    "viewer_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "document_view_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "operator_challenge" (
    "id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "text" TEXT NOT NULL,
    "issued_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "operator_challenge_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "operator_proof" (
    "id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "staking_key" TEXT NOT NULL,
    "task" TEXT,
    "stake" DECIMAL(20,0) NOT NULL,
    "proven_at" TIMESTAMPTZ(3) NOT NULL,
    "checked_at" TIMESTAMPTZ(3) NOT NULL,
    "checked_slot" BIGINT NOT NULL,
    "lost_at" TIMESTAMPTZ(3),

    CONSTRAINT "operator_proof_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "verification_case_person_id_started_at_idx" ON "verification_case"("person_id", "started_at");

-- CreateIndex
CREATE INDEX "verification_case_state_submitted_at_idx" ON "verification_case"("state", "submitted_at");

-- CreateIndex
CREATE INDEX "verification_proposal_case_id_proposed_at_idx" ON "verification_proposal"("case_id", "proposed_at");

-- CreateIndex
CREATE UNIQUE INDEX "clearance_grant_case_id_key" ON "clearance_grant"("case_id");

-- CreateIndex
CREATE INDEX "clearance_grant_person_id_until_idx" ON "clearance_grant"("person_id", "until");

-- CreateIndex
CREATE INDEX "document_subject_stored_at_idx" ON "document"("subject", "stored_at");

-- CreateIndex
CREATE INDEX "document_owner_id_idx" ON "document"("owner_id");

-- CreateIndex
CREATE INDEX "document_view_document_id_at_idx" ON "document_view"("document_id", "at");

-- CreateIndex
CREATE INDEX "operator_challenge_person_id_idx" ON "operator_challenge"("person_id");

-- CreateIndex
CREATE UNIQUE INDEX "operator_proof_staking_key_key" ON "operator_proof"("staking_key");

-- CreateIndex
CREATE INDEX "operator_proof_person_id_idx" ON "operator_proof"("person_id");

-- AddForeignKey
ALTER TABLE "verification_proposal" ADD CONSTRAINT "verification_proposal_case_id_fkey" FOREIGN KEY ("case_id") REFERENCES "verification_case"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "clearance_grant" ADD CONSTRAINT "clearance_grant_case_id_fkey" FOREIGN KEY ("case_id") REFERENCES "verification_case"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "document_view" ADD CONSTRAINT "document_view_document_id_fkey" FOREIGN KEY ("document_id") REFERENCES "document"("id") ON DELETE RESTRICT ON UPDATE CASCADE;



-- One verification per person is under way at a time; renewals come after.
create unique index verification_case_one_open on verification_case (person_id)
  where state not in ('approved', 'rejected', 'expired', 'withdrawn');

-- A profile is there with its key, or not at all.
alter table verification_case
  add constraint verification_case_profile_whole check (
    num_nulls(profile, profile_key, profile_key_id, salt) in (0, 4)
  );

-- Two people decide, and neither of them is the subject.
alter table verification_proposal
  add constraint verification_proposal_two_people check (decided_by is null or decided_by <> proposed_by),
  add constraint verification_proposal_not_oneself check (
    proposed_by <> person_id and (decided_by is null or decided_by <> person_id)
  ),
  add constraint verification_proposal_outcome check (
    (outcome = 'approve' and reason is null) or (outcome = 'reject' and reason is not null)
  ),
  add constraint verification_proposal_decision check (
    num_nulls(decided_at, decision) in (0, 2)
    and (decision is null or decision in ('confirmed', 'returned', 'void'))
    and (decision is null or decision = 'void' or decided_by is not null)
  );
create unique index verification_proposal_one_open on verification_proposal (case_id) where decided_at is null;

-- A clearance exists only when somebody confirmed an approval of its case that another person had proposed.
create function require_confirmed_approval() returns trigger language plpgsql as $$
begin
  if not exists (
    select from verification_proposal p join verification_case c on c.id = p.case_id
    where p.case_id = new.case_id and c.person_id = new.person_id
      and p.outcome = 'approve' and p.decision = 'confirmed' and p.decided_by <> p.proposed_by
  ) then
    raise exception 'a clearance needs an approval confirmed by a second person' using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger clearance_grant_needs_two before insert or update on clearance_grant
  for each row execute function require_confirmed_approval();

-- A document is whole or erased.
alter table document
  add constraint document_size check (size between 1 and 10000000),
  add constraint document_whole_or_erased check (
    (erased_at is null and num_nulls(sha256, salt, ciphertext, wrapped_key, key_id) = 0)
    or (erased_at is not null and num_nonnulls(sha256, salt, ciphertext, wrapped_key, key_id) = 0)
  );

create trigger document_view_append_only before update or delete or truncate on document_view
  for each statement execute function refuse_change();

alter table operator_proof
  add constraint operator_proof_lost check ((task is null) = (lost_at is not null));
