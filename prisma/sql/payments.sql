alter table fee
  add constraint fee_amount check (cents > 0),
  add constraint fee_currency check (currency ~ '^[a-z]{3}$'),
  add constraint fee_paid_at check ((state = 'due') = (paid_at is null)),
  add constraint fee_refund_until check ((paid_at is null) = (refund_until is null) and refund_until >= paid_at),
  add constraint fee_refund_days check (refund_days between 0 and 365);

-- One open visit to the payment page at a time, so that nobody pays one fee twice.
create unique index checkout_one_open on checkout (fee_id) where state in ('open', 'processing');

alter table refund
  add constraint refund_amount check (cents > 0),
  add constraint refund_currency check (currency ~ '^[a-z]{3}$'),
  add constraint refund_settled check ((state in ('succeeded', 'failed', 'dropped')) = (settled_at is not null));
-- A payment goes back at most once: never two refunds of it on their way.
create unique index refund_one_live on refund (checkout_id) where state not in ('failed', 'dropped');

alter table dispute
  add constraint dispute_amount check (cents > 0),
  add constraint dispute_closed check ((state = 'open') = (closed_at is null));

alter table stripe_comparison add constraint stripe_comparison_one check (id = 1);

-- What a refund and a dispute are about never changes, and what a bank decided stays.
create function refund_refuse_rewrite() returns trigger language plpgsql as $$
begin
  if (new.id, new.checkout_id, new.reason, new.cents, new.currency, new.wanted_at) is distinct from (old.id, old.checkout_id, old.reason, old.cents, old.currency, old.wanted_at)
    or (old.stripe_id is not null and new.stripe_id is distinct from old.stripe_id) then
    raise exception 'a refund does not change' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger refund_no_rewrite before update on refund for each row execute function refund_refuse_rewrite();

create function dispute_refuse_rewrite() returns trigger language plpgsql as $$
begin
  if (new.id, new.fee_id, new.opened_at) is distinct from (old.id, old.fee_id, old.opened_at)
    or (old.state <> 'open' and new.state <> old.state) then
    raise exception 'a decided dispute does not change' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger dispute_no_rewrite before update on dispute for each row execute function dispute_refuse_rewrite();

create trigger refund_no_delete before delete or truncate on refund for each statement execute function refuse_change();
create trigger dispute_no_delete before delete or truncate on dispute for each statement execute function refuse_change();
