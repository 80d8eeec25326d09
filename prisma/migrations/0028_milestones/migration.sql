-- A payment of a raise as a round: while its investors judge it nobody else proposes a verdict about it, their verdict is an order
-- to the approvers, and a report says what was spent for each line of the budget.
ALTER TABLE "guardian_order" ALTER COLUMN "proposed_by" DROP NOT NULL, ADD COLUMN "round_id" UUID;
CREATE UNIQUE INDEX "guardian_order_round_id_key" ON "guardian_order"("round_id");
ALTER TABLE "tranche_report" ADD COLUMN "round_id" UUID;
CREATE UNIQUE INDEX "tranche_report_round_id_key" ON "tranche_report"("round_id");
CREATE TABLE "tranche_round" (
    "round_id" UUID NOT NULL,
    "raise_address" TEXT NOT NULL,
    "tranche" INTEGER NOT NULL,
    "opens_at" TIMESTAMPTZ(3) NOT NULL,
    "opened_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),
    CONSTRAINT "tranche_round_pkey" PRIMARY KEY ("round_id")
);
CREATE INDEX "tranche_round_raise_address_tranche_idx" ON "tranche_round"("raise_address", "tranche");
CREATE TABLE "tranche_spending" (
    "report_id" UUID NOT NULL,
    "line" INTEGER NOT NULL,
    "title" TEXT NOT NULL,
    "units" DECIMAL(20,0) NOT NULL,
    "hash" TEXT NOT NULL,
    "link" TEXT NOT NULL,
    CONSTRAINT "tranche_spending_pkey" PRIMARY KEY ("report_id", "line")
);
ALTER TABLE "tranche_spending" ADD CONSTRAINT "tranche_spending_report_id_fkey" FOREIGN KEY ("report_id") REFERENCES "tranche_report"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- An order has a proposer or is a round's verdict; a round gives one order, about a payment.
alter table guardian_order
  add constraint guardian_order_of_somebody check ((proposed_by is null) = (round_id is not null)),
  add constraint guardian_order_of_verdict check (round_id is null or act::text in ('approve', 'reject'));
alter table tranche_round
  add constraint tranche_round_tranche check (tranche between 1 and 7),
  add constraint tranche_round_in_order check (opened_at is null or ended_at is null or opened_at <= ended_at);
create unique index tranche_round_open on tranche_round (raise_address, tranche) where opened_at is not null and ended_at is null;
alter table tranche_spending
  add constraint tranche_spending_line check (line between 0 and 39),
  add constraint tranche_spending_units check (units > 0),
  add constraint tranche_spending_hash check (hash ~ '^[0-9a-f]{64}$');
create trigger tranche_spending_append_only before update or delete or truncate on tranche_spending
  for each statement execute function refuse_change();

-- Which payment a round is about, when it opened and when it ended never change.
create function tranche_round_refuse_rewrite() returns trigger language plpgsql as $$
begin
  if (new.round_id, new.raise_address, new.tranche, new.opens_at) is distinct from (old.round_id, old.raise_address, old.tranche, old.opens_at)
    or (old.opened_at is not null and new.opened_at is distinct from old.opened_at)
    or (old.ended_at is not null and (new.opened_at, new.ended_at) is distinct from (old.opened_at, old.ended_at)) then
    raise exception 'a round about a payment does not change' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger tranche_round_no_rewrite before update on tranche_round for each row execute function tranche_round_refuse_rewrite();
create trigger tranche_round_no_delete before delete or truncate on tranche_round for each statement execute function refuse_change();

-- While investors judge a payment, no one person's verdict about it is even proposed.
create function guardian_order_waits_for_round() returns trigger language plpgsql as $$
begin
  if new.round_id is null and new.act::text in ('approve', 'reject') and exists (
    select 1 from tranche_round where raise_address = new.raise_address and tranche = new.tranche and opened_at is not null and ended_at is null) then
    raise exception 'the investors judge this payment' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger guardian_order_after_round before insert on guardian_order for each row execute function guardian_order_waits_for_round();
