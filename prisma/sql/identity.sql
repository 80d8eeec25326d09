alter table person
  add constraint person_email_lower check (email = lower(email)),
  add constraint person_demo_whole check (num_nulls(demo_name, demo_about) in (0, 2) and (demo_seed is null or length(demo_seed) = 32));

alter table sign_in_intent
  add constraint sign_in_intent_person check ((purpose = 'link') = (person_id is not null));

-- Two people decide about a staff role, and neither decides about themselves.
alter table role_change
  add constraint role_change_staff_only check (role in ('reviewer', 'checker', 'admin')),
  add constraint role_change_two_people check (decided_by is null or (decided_by <> proposed_by and decided_by <> person_id)),
  add constraint role_change_not_oneself check (proposed_by is null or proposed_by <> person_id or kind = 'revoke'),
  add constraint role_change_decided check (num_nulls(decided_at, confirmed) in (0, 2) and (decided_by is null or decided_at is not null));
-- One change of a role is open at a time, so the order of ids is the order of decisions.
create unique index role_change_one_open on role_change (person_id, role) where decided_at is null;

-- A staff role comes and goes only by a confirmed change, and a change counts as confirmed only through a second person.
-- Until two people are admin or checker there is no second person to ask: then a change stands by its proposal.
create function require_confirmed_role_change() returns trigger language plpgsql as $$
declare
  subject record := case when tg_op = 'DELETE' then old else new end;
begin
  if subject.role in ('reviewer', 'checker', 'admin') and not exists (
    select from (
      select * from role_change
      where person_id = subject.person_id and role = subject.role and confirmed
      order by id desc limit 1
    ) latest
    where kind = (case when tg_op = 'DELETE' then 'revoke' else 'grant' end)::"RoleChangeKind"
      and (decided_by is not null or (select count(distinct person_id) < 2 from role_grant where role in ('admin', 'checker')))
  ) then
    raise exception 'a staff role needs a change confirmed by a second person' using errcode = 'check_violation';
  end if;
  return subject;
end $$;
create trigger role_grant_needs_two before insert or update or delete on role_grant
  for each row execute function require_confirmed_role_change();

-- A wallet never moves to another person.
create function keep_wallet_owner() returns trigger language plpgsql as $$
begin
  if new.person_id <> old.person_id or new.address <> old.address then
    raise exception 'a wallet stays with its person' using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger wallet_keeps_owner before update on wallet for each row execute function keep_wallet_owner();
