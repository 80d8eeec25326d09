-- A round of few small payments may be paid directly, by transactions that are kept before they are sent.
CREATE TYPE "payout_batch_state" AS ENUM ('signed', 'paid', 'failed', 'expired');

CREATE TABLE "direct_payment" (
    "round_id" UUID NOT NULL,
    "payer" TEXT NOT NULL,
    "total" DECIMAL(20,0) NOT NULL,
    "notice" TEXT,

    CONSTRAINT "direct_payment_pkey" PRIMARY KEY ("round_id")
);

CREATE TABLE "payout_batch" (
    "signature" TEXT NOT NULL,
    "round_id" UUID NOT NULL,
    "wire" BYTEA NOT NULL,
    "last_valid_block_height" BIGINT NOT NULL,
    "genesis" TEXT NOT NULL,
    "slot" BIGINT NOT NULL,
    "state" "payout_batch_state" NOT NULL DEFAULT 'signed',
    "signed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "payout_batch_pkey" PRIMARY KEY ("signature")
);

ALTER TABLE "payout" ALTER COLUMN "list_address" DROP NOT NULL, ADD COLUMN "batch_signature" TEXT;

CREATE INDEX "payout_batch_round_id_state_idx" ON "payout_batch"("round_id", "state");
CREATE INDEX "payout_batch_signature_idx" ON "payout"("batch_signature");

ALTER TABLE "direct_payment" ADD CONSTRAINT "direct_payment_round_id_fkey" FOREIGN KEY ("round_id") REFERENCES "round"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "payout_batch" ADD CONSTRAINT "payout_batch_round_id_fkey" FOREIGN KEY ("round_id") REFERENCES "direct_payment"("round_id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "payout" ADD CONSTRAINT "payout_batch_signature_fkey" FOREIGN KEY ("batch_signature") REFERENCES "payout_batch"("signature") ON DELETE RESTRICT ON UPDATE CASCADE;

alter table direct_payment add constraint direct_payment_total check (total > 0);
create trigger direct_payment_two_people before insert on direct_payment for each row execute function payout_needs_two_people();

-- A line that is paid directly is in one transaction that may still succeed, never in two: it changes to another one only when
-- the one before is known to have failed or expired. It is paid when its transaction is.
create or replace function payout_refuse_rewrite() returns trigger language plpgsql as $$
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
