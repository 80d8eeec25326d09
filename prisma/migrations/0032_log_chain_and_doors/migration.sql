-- A company, and what was compared of it, that only named staff may open; empty: everybody whose work it is.
ALTER TABLE "company_case" ADD COLUMN "allowed_at" TIMESTAMPTZ(3), ADD COLUMN "allowed_ids" UUID[] DEFAULT ARRAY[]::UUID[];
ALTER TABLE "verification_case" ADD COLUMN "allowed_at" TIMESTAMPTZ(3);
alter table company_case
  add constraint company_case_allowed check (cardinality(allowed_ids) <> 1 and not owner_id = any (allowed_ids));

-- What was emptied keeps its key only while somebody on a list may be meant; what was emptied before keys were ended is looked at again.
ALTER TABLE "company_case" ADD COLUMN "key_kept" BOOLEAN NOT NULL DEFAULT false;
update company_case c set key_kept = true
where c.state = 'abandoned' and c.sealed is null
  and exists (select from vault_subject v where v.subject ^@ ('company:' || c.id));
CREATE INDEX "company_case_key_kept_idx" ON "company_case"("key_kept");

-- One checker closes a case, or takes somebody out; whoever is let in again is let in by a decision of two people, made after it was
-- closed as it is now, and naming exactly who may open it then. The argument says what the decision is about, and by which column.
create function require_two_to_open() returns trigger language plpgsql as $$
begin
  if new.allowed_at is null or new.allowed_at < old.allowed_at then
    raise exception 'who may open a case is dated' using errcode = 'check_violation';
  end if;
  if cardinality(old.allowed_ids) > 0
    and (cardinality(new.allowed_ids) = 0 or not new.allowed_ids <@ old.allowed_ids)
    and not exists (
      select from decision d
      where d.subject = 'access:' || tg_argv[0] || ':' || (to_jsonb(new) ->> tg_argv[1])
        and d.kind = 'access.open' and d.state = 'confirmed' and d.checker_id <> d.maker_id
        and d.content ->> 'allowed' = array_to_string(new.allowed_ids, ' ')
        and (old.allowed_at is null or d.made_at >= old.allowed_at)
    ) then
    raise exception 'what is closed is opened by two people' using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger verification_case_opens_by_two before update on verification_case for each row
  when (old.allowed_ids is distinct from new.allowed_ids) execute function require_two_to_open('person', 'person_id');
create trigger company_case_opens_by_two before update on company_case for each row
  when (old.allowed_ids is distinct from new.allowed_ids) execute function require_two_to_open('company', 'id');

-- The log as one chain: each link names an entry, who acted, and the link before. Links are given by one writer, after the acts.
CREATE TABLE "log_link" (
    "place" BIGINT NOT NULL,
    "serial" BIGINT NOT NULL,
    "hash" TEXT NOT NULL,
    "linked_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "log_link_pkey" PRIMARY KEY ("place")
);
CREATE UNIQUE INDEX "log_link_serial_key" ON "log_link"("serial");
ALTER TABLE "log_link" ADD CONSTRAINT "log_link_serial_fkey" FOREIGN KEY ("serial") REFERENCES "log_entry"("serial") ON DELETE RESTRICT ON UPDATE CASCADE;
alter table log_link add constraint log_link_place check (place > 0), add constraint log_link_hash check (hash ~ '^[0-9a-f]{64}$');
create trigger log_link_append_only before update or delete or truncate on log_link
  for each statement execute function refuse_change();

-- How each nightly look at the whole log ended, and the head of the chain that it found.
CREATE TABLE "log_check" (
    "id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "entries" BIGINT NOT NULL,
    "place" BIGINT NOT NULL,
    "head" TEXT NOT NULL,
    "problems" TEXT[],
    "kept_at" TIMESTAMPTZ(3),

    CONSTRAINT "log_check_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "log_check_at_idx" ON "log_check"("at");
