-- A payment into a round is an intent as every other payment: one key, one transaction, followed to its end.
ALTER TYPE "IntentKind" ADD VALUE 'pay_pool';
ALTER TYPE "IntentKind" ADD VALUE 'lock_bond';
ALTER TYPE "IntentKind" ADD VALUE 'take_bond';
ALTER TABLE "intent" ADD COLUMN "list_address" TEXT;
CREATE INDEX "intent_list_address_idx" ON "intent"("list_address");
alter table intent add constraint intent_of_list check ((kind::text in ('pay_pool', 'lock_bond', 'take_bond')) = (list_address is not null));

create or replace function refuse_other_intent() returns trigger language plpgsql as $$
begin
  if (old.id, old.idempotency_key, old.person_id, old.kind, old.wallet, old.message, old.summary, old.amount,
      old.last_valid_block_height, old.nonce_account, old.list_address)
     is distinct from
     (new.id, new.idempotency_key, new.person_id, new.kind, new.wallet, new.message, new.summary, new.amount,
      new.last_valid_block_height, new.nonce_account, new.list_address)
     or (old.signature is not null and new.signature is distinct from old.signature) then
    raise exception 'an intent keeps what was shown and signed' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
