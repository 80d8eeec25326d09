-- What must be able to vanish: a data key for each subject, and tombstones of those that were shredded.
CREATE TABLE "vault_subject" (
    "subject" TEXT NOT NULL,
    "wrapped_key" BYTEA NOT NULL,
    "key_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "vault_subject_pkey" PRIMARY KEY ("subject")
);

CREATE TABLE "vault_tombstone" (
    "mac" TEXT NOT NULL,
    "shredded_at" TIMESTAMPTZ(3) NOT NULL,
    "kept_at" TIMESTAMPTZ(3),

    CONSTRAINT "vault_tombstone_pkey" PRIMARY KEY ("mac")
);

CREATE INDEX "vault_subject_key_id_idx" ON "vault_subject"("key_id");

alter table vault_subject add constraint vault_subject_named check (subject ~ '^[a-z_]+:.+$' and length(subject) <= 200);
alter table vault_tombstone add constraint vault_tombstone_mac check (mac ~ '^[0-9a-f]{64}$');

-- A tombstone stays for as long as a backup may bring its subject back.
create function tombstone_refuse_rewrite() returns trigger language plpgsql as $$
begin
  if new.mac <> old.mac or new.shredded_at <> old.shredded_at then
    raise exception 'a tombstone is not rewritten' using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger vault_tombstone_stays before update on vault_tombstone for each row execute function tombstone_refuse_rewrite();
create trigger vault_tombstone_kept before delete or truncate on vault_tombstone for each statement execute function refuse_change();

-- Documents move into the vault: states, pages, and sealed bytes in a table of their own.
CREATE TYPE "document_state" AS ENUM ('quarantined', 'sniffed', 'scanned', 'sanitised', 'clean', 'rejected_type', 'rejected_size', 'rejected_active', 'infected', 'scan_error', 'superseded', 'expired', 'shredded');

CREATE TABLE "document_object" (
    "document_id" UUID NOT NULL,
    "part" INTEGER NOT NULL,
    "sealed" BYTEA,

    CONSTRAINT "document_object_pkey" PRIMARY KEY ("document_id","part")
);

CREATE TABLE "object_removal" (
    "key" TEXT NOT NULL,
    "asked_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "object_removal_pkey" PRIMARY KEY ("key")
);

CREATE TABLE "view_link" (
    "token_hash" TEXT NOT NULL,
    "document_id" UUID NOT NULL,
    "part" INTEGER NOT NULL,
    "purpose" TEXT NOT NULL,
    "session_id" UUID NOT NULL,
    "viewer_id" UUID NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "view_link_pkey" PRIMARY KEY ("token_hash")
);

CREATE TABLE "document_old_form" (
    "document_id" UUID NOT NULL,
    "ciphertext" BYTEA NOT NULL,
    "wrapped_key" BYTEA NOT NULL,
    "key_id" TEXT NOT NULL,

    CONSTRAINT "document_old_form_pkey" PRIMARY KEY ("document_id")
);

insert into document_old_form (document_id, ciphertext, wrapped_key, key_id)
  select id, ciphertext, wrapped_key, key_id from document where erased_at is null;

alter table document drop constraint document_whole_or_erased;
ALTER TABLE "document" DROP COLUMN "ciphertext", DROP COLUMN "wrapped_key", DROP COLUMN "key_id",
  ADD COLUMN "state" "document_state" NOT NULL DEFAULT 'quarantined', ADD COLUMN "problem" TEXT,
  ADD COLUMN "pages" INTEGER NOT NULL DEFAULT 0, ADD COLUMN "examined_at" TIMESTAMPTZ(3);
ALTER TABLE "document_view" ADD COLUMN "part" INTEGER NOT NULL DEFAULT 0, ADD COLUMN "purpose" TEXT NOT NULL DEFAULT '';
update document set state = 'shredded' where erased_at is not null;

CREATE INDEX "document_state_examined_at_idx" ON "document"("state", "examined_at");
CREATE INDEX "view_link_expires_at_idx" ON "view_link"("expires_at");

ALTER TABLE "document_object" ADD CONSTRAINT "document_object_document_id_fkey" FOREIGN KEY ("document_id") REFERENCES "document"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "view_link" ADD CONSTRAINT "view_link_document_id_fkey" FOREIGN KEY ("document_id") REFERENCES "document"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- A document is whole or erased, and only a clean one has pages to look at.
alter table document
  add constraint document_whole_or_erased check (
    (erased_at is null) = (state <> 'shredded')
    and num_nulls(sha256, salt) = (case when erased_at is null then 0 else 2 end)
  ),
  add constraint document_pages_when_seen check (
    (pages > 0) = (state in ('clean', 'superseded', 'expired'))
  ),
  add constraint document_problem_when_refused check (
    (problem is not null) = (state in ('rejected_type', 'rejected_size', 'rejected_active', 'infected', 'scan_error'))
  );
alter table view_link add constraint view_link_short check (part >= 0 and token_hash ~ '^[0-9a-f]{64}$');

-- Pages are shown of nothing but what went the whole way.
create function view_link_of_clean_page() returns trigger language plpgsql as $$
begin
  if new.part > 0 and not exists (
    select from document d where d.id = new.document_id and d.erased_at is null and new.part <= d.pages
  ) then
    raise exception 'this page is not there to be seen' using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger view_link_clean before insert on view_link for each row execute function view_link_of_clean_page();

-- Wishes to be forgotten.
CREATE TYPE "erasure_state" AS ENUM ('received', 'identity_confirmed', 'assessed', 'refused', 'restricted', 'purging', 'provider_redacting', 'shredded', 'verified', 'closed');

CREATE TABLE "erasure_request" (
    "id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "state" "erasure_state" NOT NULL DEFAULT 'received',
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    "answer_by" TIMESTAMPTZ(3) NOT NULL,
    "rule" TEXT,
    "rule_version" INTEGER,
    "outcome" TEXT,
    "retention_until" TIMESTAMPTZ(3),
    "decided_at" TIMESTAMPTZ(3),
    "purged_at" TIMESTAMPTZ(3),
    "closed_at" TIMESTAMPTZ(3),

    CONSTRAINT "erasure_request_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "erasure_proposal" (
    "id" UUID NOT NULL,
    "request_id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "until" TIMESTAMPTZ(3),
    "reason" TEXT NOT NULL,
    "proposed_by" UUID NOT NULL,
    "proposed_at" TIMESTAMPTZ(3) NOT NULL,
    "decided_by" UUID,
    "decided_at" TIMESTAMPTZ(3),
    "decision" TEXT,

    CONSTRAINT "erasure_proposal_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "legal_hold" (
    "person_id" UUID NOT NULL,
    "placed_by" UUID NOT NULL,
    "placed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "legal_hold_pkey" PRIMARY KEY ("person_id")
);

CREATE INDEX "erasure_request_person_id_idx" ON "erasure_request"("person_id");
CREATE INDEX "erasure_request_state_retention_until_idx" ON "erasure_request"("state", "retention_until");
CREATE INDEX "erasure_proposal_request_id_idx" ON "erasure_proposal"("request_id");

ALTER TABLE "erasure_proposal" ADD CONSTRAINT "erasure_proposal_request_id_fkey" FOREIGN KEY ("request_id") REFERENCES "erasure_request"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

create unique index erasure_request_one_open on erasure_request (person_id) where state <> 'closed';
create unique index erasure_proposal_one_open on erasure_proposal (request_id) where decided_at is null;
alter table erasure_request add constraint erasure_request_decided check (
  num_nulls(rule, rule_version, outcome, decided_at) in (0, 4)
  and (outcome is null or outcome in ('full', 'partial', 'refused'))
  and (state <> 'restricted' or retention_until is not null)
  and ((state = 'closed') = (closed_at is not null))
);
-- Two people decide about what is held, and neither of them is whom it is about.
alter table erasure_proposal
  add constraint erasure_proposal_two_people check (decided_by is null or decided_by <> proposed_by),
  add constraint erasure_proposal_not_oneself check (
    proposed_by <> person_id and (decided_by is null or decided_by <> person_id)
  ),
  add constraint erasure_proposal_kind check (kind in ('purge', 'extend', 'lift') and (kind = 'extend') = (until is not null)),
  add constraint erasure_proposal_decision check (
    num_nulls(decided_by, decided_at, decision) in (0, 3) and (decision is null or decision in ('confirmed', 'returned'))
  );
