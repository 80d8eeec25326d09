-- What an operator opened by command line because nobody was left who could. Only the user that owns the tables writes it: not site or worker.
CREATE TABLE "break_glass" (
    "id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "reason" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "until" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "break_glass_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "break_glass_person_id_at_idx" ON "break_glass"("person_id", "at");
ALTER TABLE "break_glass" ADD CONSTRAINT "break_glass_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

alter table break_glass
  add constraint break_glass_dated check (until > at and until <= at + interval '24 hours'),
  add constraint break_glass_reason check (char_length(reason) between 20 and 280);
create trigger break_glass_append_only before update or delete or truncate on break_glass
  for each statement execute function refuse_change();

create function require_nobody_else() returns trigger language plpgsql as $$
begin
  if not pg_has_role(current_user, (select relowner from pg_class where oid = tg_relid), 'MEMBER') then
    raise exception 'only the user that owns the tables opens this' using errcode = 'insufficient_privilege';
  end if;
  if not exists (select from role_grant where person_id = new.person_id and role = 'admin') then
    raise exception 'this is for an admin' using errcode = 'check_violation';
  end if;
  if exists (
    select from role_grant g
    where g.role in ('admin', 'checker') and g.person_id <> new.person_id and (
      exists (select from passkey k where k.person_id = g.person_id and k.state = 'live')
      or exists (select from key_permit p where p.person_id = g.person_id and p.state = 'open' and p.until > new.at)
    )
  ) then
    raise exception 'somebody else can propose or confirm' using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger break_glass_is_last before insert on break_glass
  for each row execute function require_nobody_else();

-- As before, and where an operator opened it for this very person at this very moment.
create or replace function require_granted_permit() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' then
    if (new.person_id, new.kind, new.decision_id, new.granted_at, new.until)
      is distinct from (old.person_id, old.kind, old.decision_id, old.granted_at, old.until) or old.state <> 'open' then
      raise exception 'a permit only ends' using errcode = 'check_violation';
    end if;
    return new;
  end if;
  if exists (
    select from decision where id = new.decision_id and about_id = new.person_id and kind = 'identity.' || new.kind and state = 'confirmed'
  ) then
    return new;
  end if;
  if new.decision_id is null and new.kind = 'passkey' and (
    (select count(distinct person_id) < 2 from role_grant where role in ('admin', 'checker'))
    or exists (
      select from role_change where person_id = new.person_id and kind = 'grant' and confirmed and decided_at = new.granted_at
    )
    or exists (select from break_glass where person_id = new.person_id and at = new.granted_at and until = new.until)
  ) then
    return new;
  end if;
  raise exception 'a permit needs a decision of two people' using errcode = 'check_violation';
end $$;

-- What people call their files names them too: from now on it lies sealed. The worker seals the names of before.
alter table document add column sealed_name bytea;
alter table document
  add constraint document_one_name check (sealed_name is null or file_name = ''),
  add constraint document_erased_name check (erased_at is null or sealed_name is null);
create index document_plain_name on document (id) where file_name <> '';

-- Companies: silence, a yearly look, one appeal.
alter type "CompanyState" add value 'abandoned';
alter table company_case
  add column touched_at timestamptz(3),
  add column reminders integer not null default 0,
  add column next_review_at timestamptz(3),
  add column appealed_at timestamptz(3),
  add column appeal bytea;
update company_case set touched_at = coalesce(greatest(started_at, submitted_at), started_at);
alter table company_case alter column touched_at set not null;
-- Approvals of before count a year from their day.
update company_case set next_review_at = settled_at + interval '12 months' where approval_id is not null and settled_at is not null;
alter table company_case
  add constraint company_case_reminders check (reminders between 0 and 2),
  -- An appeal that was made is never taken back, so that there is one.
  add constraint company_case_appeal check (appeal is null or appealed_at is not null);
create function keep_one_appeal() returns trigger language plpgsql as $$
begin
  if old.appealed_at is not null and new.appealed_at is distinct from old.appealed_at then
    raise exception 'a company appeals once' using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger company_case_one_appeal before update on company_case
  for each row execute function keep_one_appeal();
create index company_case_state_touched_at_idx on company_case (state, touched_at);

-- Who owns 20 % of this platform or sits in one of its bodies: stored once, by two people (Regulation (EU) 2020/1503, article 8(2)).
CREATE TABLE "platform_tie" (
    "id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "decision_id" UUID NOT NULL,
    "added_at" TIMESTAMPTZ(3) NOT NULL,
    "end_decision_id" UUID,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "platform_tie_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "platform_tie_decision_id_key" ON "platform_tie"("decision_id");
CREATE UNIQUE INDEX "platform_tie_end_decision_id_key" ON "platform_tie"("end_decision_id");
CREATE INDEX "platform_tie_person_id_idx" ON "platform_tie"("person_id");
ALTER TABLE "platform_tie" ADD CONSTRAINT "platform_tie_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
create unique index platform_tie_once on platform_tie (person_id, kind) where ended_at is null;
alter table platform_tie
  add constraint platform_tie_kind check (kind in ('owner', 'body')),
  add constraint platform_tie_ended check ((ended_at is null) = (end_decision_id is null));

create function require_tie_decision() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    raise exception 'a tie only ends' using errcode = 'check_violation';
  end if;
  if tg_op = 'UPDATE' and ((new.id, new.person_id, new.kind, new.decision_id, new.added_at)
    is distinct from (old.id, old.person_id, old.kind, old.decision_id, old.added_at) or old.ended_at is not null) then
    raise exception 'a tie only ends' using errcode = 'check_violation';
  end if;
  if not exists (
    select from decision d where d.about_id = new.person_id and d.state = 'confirmed' and d.checker_id <> d.maker_id
      and d.content ->> 'tie' = new.kind
      and case when new.ended_at is null then d.id = new.decision_id and d.kind = 'identity.tie'
          else d.id = new.end_decision_id and d.kind = 'identity.untie' end
  ) then
    raise exception 'a tie needs a decision of two people' using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger platform_tie_needs_two before insert or update or delete on platform_tie
  for each row execute function require_tie_decision();
