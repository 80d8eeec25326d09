-- Terms that are changed while a raise runs: what waits for its signatures, and what was in force when.
ALTER TABLE "listing" ADD COLUMN "pending_version" INTEGER, ADD COLUMN "pending_terms_hash" TEXT;
CREATE TABLE "listing_terms" (
    "project_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "version" INTEGER NOT NULL,
    "terms_hash" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    CONSTRAINT "listing_terms_pkey" PRIMARY KEY ("project_id","number")
);

alter table listing
  add constraint listing_pending check (
    (pending_version is null) = (pending_terms_hash is null) and (pending_version is null or state = 'published')
  );
alter table listing_terms
  add constraint listing_terms_version foreign key (project_id, version) references application_version (application_id, number),
  add constraint listing_terms_number check (number >= 1);
create trigger listing_terms_append_only before update or delete or truncate on listing_terms
  for each statement execute function refuse_change();
insert into listing_terms (project_id, number, version, terms_hash, at)
  select project_id, 1, version, terms_hash, updated_at from listing where state = 'published';
