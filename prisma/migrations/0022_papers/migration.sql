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

-- A version of a regime's numbers has its source's words, and what is added from here on is what two people agreed on.
ALTER TABLE "regime_rule" ADD COLUMN "source_text" TEXT NOT NULL DEFAULT 'Read in the source named; checked by no lawyer.',
ADD COLUMN "decision_id" UUID;
ALTER TABLE "regime_rule" ALTER COLUMN "source_text" DROP DEFAULT;
insert into regime_rule (id, regime, version, effective_from, effective_to, params, source_url, source_text)
select gen_random_uuid(), regime, 2, effective_from, null, params || '{"reconfirmDays": "5", "ownerBps": "2000"}', source_url,
  'As version 1, with the five business days of section 227.304(c) to reconfirm after a material change, and owners from 20 % of the voting power on (section 227.201(c)).'
from regime_rule where regime = 'REG_CF' and version = 1;
CREATE UNIQUE INDEX "regime_rule_decision_id_key" ON "regime_rule"("decision_id");

-- Lists that change by date: countries by risk, days that are no business days.
CREATE TABLE "dated_list" (
    "id" UUID NOT NULL,
    "list" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "as_of" TIMESTAMPTZ(3) NOT NULL,
    "entries" JSONB NOT NULL,
    "source_url" TEXT NOT NULL,
    "source_text" TEXT NOT NULL,
    "decision_id" UUID,
    "added_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "dated_list_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "dated_list_list_version_key" ON "dated_list"("list", "version");
CREATE UNIQUE INDEX "dated_list_decision_id_key" ON "dated_list"("decision_id");
insert into dated_list (id, list, version, as_of, entries, source_url, source_text, added_at) values
  (gen_random_uuid(), 'fatf', 1, '2026-02-13T00:00:00Z',
   '{"high": ["IR", "KP", "MM"], "medium": ["AO", "BG", "BO", "CD", "CI", "CM", "DZ", "HT", "KE", "KW", "LA", "LB", "MC", "NA", "NP", "PG", "SS", "SY", "VE", "VG", "VN", "YE"]}',
   'https://www.fatf-gafi.org/en/countries/black-and-grey-lists.html',
   'Plenary of February 2026: Kuwait and Papua New Guinea came under increased monitoring, nobody left it; the call for action stayed as it was. Read in reports of the plenary.',
   '2026-11-29T00:00:00Z'),
  (gen_random_uuid(), 'holidays.us', 1, '2026-11-29T00:00:00Z',
   '{"days": ["2026-01-01", "2026-01-19", "2026-02-16", "2026-05-25", "2026-06-19", "2026-07-03", "2026-09-07", "2026-10-12", "2026-11-11", "2026-11-26", "2026-12-25", "2027-01-01", "2027-01-18", "2027-02-15", "2027-05-31", "2027-06-18", "2027-07-05", "2027-09-06", "2027-10-11", "2027-11-11", "2027-11-25", "2027-12-24", "2027-12-31", "2028-01-17", "2028-02-21", "2028-05-29", "2028-06-19", "2028-07-04", "2028-09-04", "2028-10-09", "2028-11-10", "2028-11-23", "2028-12-25"]}',
   'https://www.opm.gov/policy-data-oversight/pay-leave/federal-holidays/',
   'Federal holidays of 5 U.S.C. 6103 with the days on which they are observed, until the end of 2028; worked out from the rule, not copied from a list.',
   '2026-11-29T00:00:00Z');
create trigger dated_list_append_only before update or delete or truncate on dated_list
  for each statement execute function refuse_change();

create function dated_needs_two() returns trigger language plpgsql as $$
declare agreed jsonb;
begin
  select d.content into agreed from decision d where d.id = new.decision_id and d.state = 'confirmed'
    and d.kind = case tg_table_name when 'regime_rule' then 'compliance.regime_rule' else 'compliance.list' end;
  if agreed is null or agreed ->> 'version' <> new.version::text or agreed ->> 'sourceUrl' <> new.source_url
    or agreed ->> 'sourceText' <> new.source_text then
    raise exception 'two people agree on a dated rule, and on exactly this one' using errcode = 'check_violation';
  end if;
  if tg_table_name = 'regime_rule' then
    if agreed ->> 'regime' <> new.regime or (agreed ->> 'params')::jsonb <> new.params
      or (agreed ->> 'effectiveFrom')::date <> (new.effective_from at time zone 'UTC')::date
      or (agreed ->> 'effectiveTo')::date is distinct from (new.effective_to at time zone 'UTC')::date then
      raise exception 'two people agree on a dated rule, and on exactly this one' using errcode = 'check_violation';
    end if;
  elsif agreed ->> 'list' <> new.list or (agreed ->> 'entries')::jsonb <> new.entries
    or (agreed ->> 'asOf')::date <> (new.as_of at time zone 'UTC')::date then
    raise exception 'two people agree on a dated rule, and on exactly this one' using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger regime_rule_needs_two before insert on regime_rule for each row execute function dated_needs_two();
create trigger dated_list_needs_two before insert on dated_list for each row execute function dated_needs_two();

-- What the owners of positions make of changed terms.
CREATE TABLE "reconfirmation" (
    "address" TEXT NOT NULL,
    "terms" INTEGER NOT NULL,
    "raise_address" TEXT NOT NULL,
    "person_id" UUID,
    "state" TEXT NOT NULL,
    "noticed_at" TIMESTAMPTZ(3) NOT NULL,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "rule" TEXT NOT NULL,
    "settled_at" TIMESTAMPTZ(3),

    CONSTRAINT "reconfirmation_pkey" PRIMARY KEY ("address","terms")
);
CREATE INDEX "reconfirmation_state_due_at_idx" ON "reconfirmation"("state", "due_at");
CREATE INDEX "reconfirmation_person_id_idx" ON "reconfirmation"("person_id");
ALTER TABLE "reconfirmation" ADD CONSTRAINT "reconfirmation_address_fkey" FOREIGN KEY ("address") REFERENCES "position"("address") ON DELETE RESTRICT ON UPDATE CASCADE;
alter table reconfirmation
  add constraint reconfirmation_state check (state in ('due', 'confirmed', 'revoked', 'lapsed', 'late', 'refunded', 'superseded')),
  add constraint reconfirmation_settled check ((state = 'due') = (settled_at is null)),
  add constraint reconfirmation_deadline check (due_at >= noticed_at);
create function keep_reconfirmation() returns trigger language plpgsql as $$
begin
  if (new.address, new.terms, new.raise_address, new.noticed_at, new.due_at, new.rule)
    is distinct from (old.address, old.terms, old.raise_address, old.noticed_at, old.due_at, old.rule) then
    raise exception 'a deadline does not move' using errcode = 'check_violation';
  end if;
  if old.state not in ('due', 'lapsed') and new.state <> old.state then
    raise exception 'this was decided' using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger reconfirmation_keeps before update on reconfirmation for each row execute function keep_reconfirmation();

-- The steps towards an offer in the United Kingdom.
ALTER TABLE "investor_statement" ADD COLUMN "evidence" BYTEA;
alter table investor_statement add constraint investor_statement_category
  check (category in ('retail', 'sophisticated', 'high_net_worth', 'certified_sophisticated', 'self_certified'));
CREATE TABLE "promotion" (
    "person_id" UUID NOT NULL,
    "state" TEXT NOT NULL,
    "requested_at" TIMESTAMPTZ(3),
    "changed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "promotion_pkey" PRIMARY KEY ("person_id")
);
alter table promotion
  add constraint promotion_state check (state in ('visited', 'requested', 'warned', 'proceeded', 'categorised', 'passed')),
  add constraint promotion_requested check ((state = 'visited') = (requested_at is null)),
  add constraint promotion_cooled check (state not in ('proceeded', 'categorised', 'passed') or changed_at >= requested_at + interval '24 hours');
CREATE TABLE "appropriateness_attempt" (
    "person_id" UUID NOT NULL,
    "attempt" INTEGER NOT NULL,
    "asked_at" TIMESTAMPTZ(3) NOT NULL,
    "answered_at" TIMESTAMPTZ(3),
    "passed" BOOLEAN,

    CONSTRAINT "appropriateness_attempt_pkey" PRIMARY KEY ("person_id","attempt")
);
alter table appropriateness_attempt
  add constraint appropriateness_attempt_number check (attempt > 0),
  add constraint appropriateness_attempt_answered check ((answered_at is null) = (passed is null));
