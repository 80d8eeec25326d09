-- A session is one of staff only for the browser that holds a second token, and while something is done in it.
ALTER TABLE "session" ADD COLUMN "staff_hash" TEXT, ADD COLUMN "staff_seen_at" TIMESTAMPTZ(3);
alter table session
  add constraint session_of_staff check ((staff_hash is null) = (staff_seen_at is null)),
  add constraint session_staff_hash check (staff_hash ~ '^[0-9a-f]{64}$');
-- Whoever is signed in as staff shows their key once more: their browsers hold no second token yet.
update session set second_factor_at = null, second_factor_by = null where second_factor_at is not null;

-- A verification, and what was compared of its person, that only named staff may open; empty: everybody whose work it is.
ALTER TABLE "verification_case" ADD COLUMN "allowed_ids" UUID[] DEFAULT ARRAY[]::UUID[];
ALTER TABLE "screening_subject" ADD COLUMN "allowed_ids" UUID[] DEFAULT ARRAY[]::UUID[];
alter table verification_case
  add constraint verification_case_allowed check (cardinality(allowed_ids) <> 1 and not person_id = any (allowed_ids));

-- What was typed about a company that was given up is shredded with its key; who starts again types under another one.
ALTER TABLE "company_case" ADD COLUMN "key_round" INTEGER NOT NULL DEFAULT 0;
alter table company_case add constraint company_case_key_round check (key_round >= 0);
