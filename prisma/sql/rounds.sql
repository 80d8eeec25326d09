-- Two people: the database refuses one person in both places, whatever the code does.
alter table round
  add constraint round_published_by_another check (published_by <> proposed_by),
  add constraint round_published_is_signed check (state in ('proposed', 'void') or published_by is not null),
  add constraint round_confirmed_by_another check (confirmed_by <> allocated_by),
  add constraint round_allocation_is_signed check (state not in ('allocation_confirmed', 'paid') or (confirmed_by is not null and allocated_by is not null)),
  add constraint round_allocation_is_whole check (state not in ('allocation_proposed', 'allocation_confirmed', 'paid') or (allocation is not null and allocation_digest is not null and allocation_slot is not null)),
  add constraint round_times check (ends_at > starts_at),
  add constraint round_pool check (pool > 0);

alter table payout
  add constraint payout_units check (units > 0),
  add constraint payout_paid_has_time check (state <> 'paid' or paid_at is not null);

alter table direct_payment add constraint direct_payment_total check (total > 0);

alter table payout_list
  add constraint payout_list_count check (count between 1 and 12000),
  add constraint payout_list_total check (total > 0),
  add constraint payout_list_two_keys check (operator <> guardian),
  add constraint payout_list_posted check (state = 'planned' or (posted_at is not null and claim_until is not null));

-- A published sheet and a confirmed allocation never change.
create function round_refuse_rewrite() returns trigger language plpgsql as $$
begin
  if old.state <> 'proposed' and (new.sheet, new.sheet_digest, new.pool, new.starts_at, new.ends_at) is distinct from (old.sheet, old.sheet_digest, old.pool, old.starts_at, old.ends_at) then
    raise exception 'a published rule sheet does not change' using errcode = 'restrict_violation';
  end if;
  if old.state in ('allocation_confirmed', 'paid') and (new.allocation, new.allocation_digest) is distinct from (old.allocation, old.allocation_digest) then
    raise exception 'a confirmed allocation does not change' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger round_no_rewrite before update on round for each row execute function round_refuse_rewrite();

-- Lists and payouts exist only for allocations that two people signed, and what they say never changes. A payout that was
-- paid stays paid.
create function payout_needs_two_people() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' and not exists (select 1 from round where id = new.round_id and state = 'allocation_confirmed') then
    raise exception 'a payout needs an allocation confirmed by two people' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger payout_two_people before insert on payout for each row execute function payout_needs_two_people();
create trigger direct_payment_two_people before insert on direct_payment for each row execute function payout_needs_two_people();
create trigger payout_list_two_people before insert on payout_list for each row execute function payout_needs_two_people();

-- A line that is paid directly is in one transaction that may still succeed, never in two: it changes to another one only when
-- the one before is known to have failed or expired. It is paid when its transaction is.
create function payout_refuse_rewrite() returns trigger language plpgsql as $$
begin
  if (new.round_id, new.project_id, new.recipient, new.units, new.list_address, new.index) is distinct from (old.round_id, old.project_id, old.recipient, old.units, old.list_address, old.index)
    or (old.state <> 'waiting' and (new.state, new.paid_at, new.batch_signature) is distinct from (old.state, old.paid_at, old.batch_signature)) then
    raise exception 'a payout does not change' using errcode = 'restrict_violation';
  end if;
  if new.batch_signature is distinct from old.batch_signature and (
    new.batch_signature is null or new.list_address is not null
    or exists (select 1 from payout_batch where signature = old.batch_signature and state not in ('failed', 'expired'))
    or not exists (select 1 from payout_batch where signature = new.batch_signature and round_id = new.round_id and state = 'signed')) then
    raise exception 'a payout is in one transaction at a time' using errcode = 'restrict_violation';
  end if;
  if new.state is distinct from old.state and new.list_address is null and (
    new.state <> 'paid' or not exists (select 1 from payout_batch where signature = new.batch_signature and state = 'paid')) then
    raise exception 'a direct payout is paid by its transaction' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger payout_no_rewrite before update on payout for each row execute function payout_refuse_rewrite();

create function payout_list_refuse_rewrite() returns trigger language plpgsql as $$
begin
  if (new.address, new.round_id, new.shard, new.operator, new.guardian, new.pool, new.root, new.count, new.total) is distinct from (old.address, old.round_id, old.shard, old.operator, old.guardian, old.pool, old.root, old.count, old.total) then
    raise exception 'a list does not change' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger payout_list_no_rewrite before update on payout_list for each row execute function payout_list_refuse_rewrite();

create trigger payout_no_delete before delete or truncate on payout for each statement execute function refuse_change();
create trigger payout_list_no_delete before delete or truncate on payout_list for each statement execute function refuse_change();

-- What was signed is kept as it is; what became of it is said once.
create function payout_batch_refuse_rewrite() returns trigger language plpgsql as $$
begin
  if (new.signature, new.round_id, new.wire, new.last_valid_block_height, new.genesis, new.slot, new.signed_at) is distinct from (old.signature, old.round_id, old.wire, old.last_valid_block_height, old.genesis, old.slot, old.signed_at)
    or (old.state <> 'signed' and new.state <> old.state) then
    raise exception 'a signed transaction does not change' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger payout_batch_no_rewrite before update on payout_batch for each row execute function payout_batch_refuse_rewrite();

create function direct_payment_refuse_rewrite() returns trigger language plpgsql as $$
begin
  if (new.round_id, new.payer, new.total) is distinct from (old.round_id, old.payer, old.total) then
    raise exception 'a direct payment does not change' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger direct_payment_no_rewrite before update on direct_payment for each row execute function direct_payment_refuse_rewrite();

create trigger payout_batch_no_delete before delete or truncate on payout_batch for each statement execute function refuse_change();
create trigger direct_payment_no_delete before delete or truncate on direct_payment for each statement execute function refuse_change();
