-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateEnum
CREATE TYPE "ApplicationState" AS ENUM ('draft', 'submitted', 'in_review', 'proposed', 'changes_requested', 'approved', 'rejected', 'withdrawn');

-- CreateEnum
CREATE TYPE "ReviewOutcome" AS ENUM ('approve', 'reject', 'request_changes');

-- CreateEnum
CREATE TYPE "ReviewDecisionState" AS ENUM ('open', 'confirmed', 'returned', 'void');

-- CreateEnum
CREATE TYPE "ListingState" AS ENUM ('approved', 'published', 'withdrawn');

-- CreateTable
CREATE TABLE "application" (
    "id" UUID NOT NULL,
    "owner_id" UUID NOT NULL,
    "state" "ApplicationState" NOT NULL DEFAULT 'draft',
    "version" INTEGER NOT NULL DEFAULT 0,
    "title" TEXT NOT NULL DEFAULT '',
    "submitted_at" TIMESTAMPTZ(3),
    "assignee_id" UUID,
    "assigned_until" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "application_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "application_section" (
    "application_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "revision" INTEGER NOT NULL DEFAULT 0,
    "value" JSONB NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "application_section_pkey" PRIMARY KEY ("application_id","name")
);

-- CreateTable
CREATE TABLE "stale_edit" (
    "id" UUID NOT NULL,
    "application_id" UUID NOT NULL,
    "section" TEXT NOT NULL,
    "based_on" INTEGER NOT NULL,
    "value" JSONB NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "stale_edit_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "application_version" (
    "application_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "content" JSONB NOT NULL,
    "digest" TEXT NOT NULL,
    "terms" JSONB NOT NULL,
    "submitted_at" TIMESTAMPTZ(3) NOT NULL,
    "entry" TEXT NOT NULL,

    CONSTRAINT "application_version_pkey" PRIMARY KEY ("application_id","number")
);

-- CreateTable
CREATE TABLE "review_sheet" (
    "application_id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "reviewer_id" UUID NOT NULL,
    "checklist" JSONB NOT NULL,
    "scores" JSONB NOT NULL,
    "note" TEXT NOT NULL DEFAULT '',
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "review_sheet_pkey" PRIMARY KEY ("application_id","version","reviewer_id")
);

-- CreateTable
CREATE TABLE "review_decision" (
    "id" UUID NOT NULL,
    "application_id" UUID NOT NULL,
    "owner_id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "outcome" "ReviewOutcome" NOT NULL,
    "state" "ReviewDecisionState" NOT NULL DEFAULT 'open',
    "reasons" JSONB NOT NULL,
    "checklist" JSONB NOT NULL,
    "scores" JSONB NOT NULL,
    "message" TEXT NOT NULL,
    "reviewed_digest" TEXT NOT NULL,
    "proposed_by" UUID NOT NULL,
    "proposed_at" TIMESTAMPTZ(3) NOT NULL,
    "entry" TEXT NOT NULL,
    "decided_by" UUID,
    "decided_at" TIMESTAMPTZ(3),
    "comment" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "review_decision_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "listing" (
    "project_id" UUID NOT NULL,
    "slug" TEXT NOT NULL,
    "state" "ListingState" NOT NULL DEFAULT 'approved',
    "version" INTEGER NOT NULL,
    "title" TEXT NOT NULL,
    "summary" TEXT NOT NULL,
    "category" TEXT NOT NULL,
    "team_name" TEXT NOT NULL,
    "issuer_id" UUID NOT NULL,
    "issuer_wallet" TEXT NOT NULL,
    "sale_mint" TEXT,
    "terms_hash" TEXT,
    "terms" JSONB NOT NULL,
    "raise_address" TEXT,
    "listed_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "listing_pkey" PRIMARY KEY ("project_id")
);

-- CreateIndex
CREATE INDEX "application_owner_id_updated_at_idx" ON "application"("owner_id", "updated_at");

-- CreateIndex
CREATE INDEX "application_state_submitted_at_idx" ON "application"("state", "submitted_at");

-- CreateIndex
CREATE UNIQUE INDEX "application_id_owner_id_key" ON "application"("id", "owner_id");

-- CreateIndex
CREATE INDEX "stale_edit_application_id_section_idx" ON "stale_edit"("application_id", "section");

-- CreateIndex
CREATE INDEX "review_decision_application_id_proposed_at_idx" ON "review_decision"("application_id", "proposed_at");

-- CreateIndex
CREATE UNIQUE INDEX "listing_slug_key" ON "listing"("slug");

-- CreateIndex
CREATE UNIQUE INDEX "listing_raise_address_key" ON "listing"("raise_address");

-- CreateIndex
CREATE INDEX "listing_state_listed_at_idx" ON "listing"("state", "listed_at");

-- AddForeignKey
ALTER TABLE "application_section" ADD CONSTRAINT "application_section_application_id_fkey" FOREIGN KEY ("application_id") REFERENCES "application"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "stale_edit" ADD CONSTRAINT "stale_edit_application_id_fkey" FOREIGN KEY ("application_id") REFERENCES "application"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "application_version" ADD CONSTRAINT "application_version_application_id_fkey" FOREIGN KEY ("application_id") REFERENCES "application"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "review_sheet" ADD CONSTRAINT "review_sheet_application_id_fkey" FOREIGN KEY ("application_id") REFERENCES "application"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "review_decision" ADD CONSTRAINT "review_decision_application_id_owner_id_fkey" FOREIGN KEY ("application_id", "owner_id") REFERENCES "application"("id", "owner_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "listing" ADD CONSTRAINT "listing_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "application"("id") ON DELETE RESTRICT ON UPDATE CASCADE;



-- What was submitted stays as it was.
create trigger application_version_append_only before update or delete or truncate on application_version
  for each statement execute function refuse_change();

-- Two people decide, and never the applicant. The applicant's id is tied to the application by a foreign key.
alter table review_decision
  add constraint review_decision_two_people check (decided_by <> proposed_by),
  add constraint review_decision_not_own check (proposed_by <> owner_id and decided_by <> owner_id),
  add constraint review_decision_decided check (state in ('open', 'void') or (decided_by is not null and decided_at is not null)),
  add constraint review_decision_open check (state <> 'open' or decided_by is null);
create unique index review_decision_one_open on review_decision (application_id) where state = 'open';

alter table review_sheet
  add constraint review_sheet_version foreign key (application_id, version) references application_version (application_id, number);
alter table review_decision
  add constraint review_decision_version foreign key (application_id, version) references application_version (application_id, number);
alter table listing
  add constraint listing_version foreign key (project_id, version) references application_version (application_id, number),
  add constraint listing_terms_hash check ((terms_hash is null) = (sale_mint is null)),
  add constraint listing_published check (state <> 'published' or (raise_address is not null and terms_hash is not null));

-- What public lists show of a project; the room of raises joins it with its money.
create view project_card as
  select project_id, slug, title, summary, category, team_name, issuer_id as issuer_person_id, listed_at, state, raise_address, terms
  from listing where state <> 'withdrawn';
