-- What somebody is told on the site itself, with or without a mail address.
CREATE TABLE "notice" (
    "id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "cause" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "link" TEXT NOT NULL,
    "made_at" TIMESTAMPTZ(3) NOT NULL,
    "read_at" TIMESTAMPTZ(3),

    CONSTRAINT "notice_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "notice_person_id_cause_key" ON "notice"("person_id", "cause");
alter table notice add constraint notice_link check (link like '/%' and link not like '//%');

-- When the owner of a position that a regime refused was told so.
ALTER TABLE "position" ADD COLUMN "told_at" TIMESTAMPTZ(3);
create index position_to_tell on "position" (raise_address) where flags <> '{}' and told_at is null and state = 'open';

-- What an investor is to know before committing, one for each version of a raise's terms.
CREATE TABLE "information_sheet" (
    "project_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "terms_hash" TEXT NOT NULL,
    "complete" BOOLEAN NOT NULL,
    "document" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "information_sheet_pkey" PRIMARY KEY ("project_id","number")
);
alter table information_sheet
  add constraint information_sheet_number check (number > 0),
  add constraint information_sheet_hash check (hash = encode(sha256(convert_to(document, 'UTF8')), 'hex'));
create trigger information_sheet_append_only before update or delete or truncate on information_sheet
  for each statement execute function refuse_change();
ALTER TABLE "intent" ADD COLUMN "sheet_hash" TEXT;

-- The questions of the information sheet are a further step of every application that can still be written on.
insert into application_section (application_id, name, value, updated_at)
select a.id, 'sheet', '{"issuer": "", "responsible": "", "activity": "", "figures": "", "otherFunding": "", "nature": "", "between": "", "rights": "", "transfer": "", "costs": "", "complaints": ""}', a.updated_at
from application a where exists (select from application_section s where s.application_id = a.id)
on conflict do nothing;
