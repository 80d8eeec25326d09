alter table raise
  add constraint raise_amounts check (
    committed >= 0 and confirmed >= 0 and returned >= 0 and delivered >= 0 and released >= 0 and fees_due >= 0
    and entitlement >= 0 and payment_vault >= 0 and sale_vault >= 0 and booked_issuer >= 0 and booked_fee >= 0
  ),
  add constraint raise_closed check ((state = 'closed') = (closed_at is not null)),
  add constraint raise_payment_asset check (payment_asset = coalesce(payment_mint, 'KOII'));

alter table position
  add constraint position_amounts check (
    committed >= 0 and fresh >= 0 and accepted >= 0 and returned >= 0 and delivered >= 0 and deposit >= 0
    and booked_payment >= 0 and booked_tokens >= 0
  );

alter table chain_head add constraint chain_head_one_row check (id = 1);
alter table chain_dispute add constraint chain_dispute_one_row check (id = 1);

-- What a person was shown and asked to sign never changes afterwards.
create function refuse_other_intent() returns trigger language plpgsql as $$
begin
  if (old.id, old.idempotency_key, old.person_id, old.kind, old.wallet, old.message, old.summary, old.amount,
      old.last_valid_block_height, old.nonce_account)
     is distinct from
     (new.id, new.idempotency_key, new.person_id, new.kind, new.wallet, new.message, new.summary, new.amount,
      new.last_valid_block_height, new.nonce_account)
     or (old.signature is not null and new.signature is distinct from old.signature) then
    raise exception 'an intent keeps what was shown and signed' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;

create trigger intent_keeps_content before update on intent for each row execute function refuse_other_intent();

-- A guardian order is decided by another person than the one who proposed it, and one raise has one open order of a kind.
alter table guardian_order
  add constraint guardian_order_two_people check (decided_by is null or decided_by <> proposed_by),
  add constraint guardian_order_decided check ((state = 'proposed') = (decided_by is null)),
  add constraint guardian_order_create check (act <> 'create' or intent_id is not null);
create unique index guardian_order_open on guardian_order (raise_address, act) where state = 'proposed';

-- Only a verdict names a payment, only a rotation a role and a key; the first payment needs no verdict. One payment has one open
-- verdict at a time, whichever it is. An order is done only after a second person confirmed it.
alter table guardian_order
  add constraint guardian_order_tranche check ((act::text in ('approve', 'reject')) = (tranche is not null) and (tranche is null or tranche between 1 and 7)),
  add constraint guardian_order_role check ((act::text = 'rotate') = (role is not null) and (role is null) = (new_key is null)),
  add constraint guardian_order_done check ((state::text = 'done') = (done_at is not null));
create unique index guardian_order_verdict on guardian_order (raise_address, tranche) where state = 'proposed';

alter table tranche_report add constraint tranche_report_tranche check (tranche between 1 and 7);
create trigger tranche_report_append_only before update or delete or truncate on tranche_report
  for each statement execute function refuse_change();
