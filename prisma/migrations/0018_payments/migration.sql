-- Payments whole: delayed methods, refunds, disputes, and the comparison with Stripe's own lists.
DROP INDEX checkout_one_open;
ALTER TABLE "fee" DROP CONSTRAINT fee_paid_at;

ALTER TYPE "FeeState" RENAME TO "FeeState_old";
CREATE TYPE "FeeState" AS ENUM ('due', 'paid', 'refunding', 'refunded', 'charged_back');
ALTER TABLE "fee" ALTER COLUMN "state" DROP DEFAULT,
  ALTER COLUMN "state" TYPE "FeeState" USING "state"::text::"FeeState",
  ALTER COLUMN "state" SET DEFAULT 'due',
  ADD COLUMN "refund_until" TIMESTAMPTZ(3),
  ADD COLUMN "refund_days" INTEGER NOT NULL DEFAULT 0;
DROP TYPE "FeeState_old";

ALTER TYPE "CheckoutState" RENAME TO "CheckoutState_old";
CREATE TYPE "CheckoutState" AS ENUM ('open', 'processing', 'paid', 'failed', 'expired', 'review');
ALTER TABLE "checkout" ALTER COLUMN "state" DROP DEFAULT,
  ALTER COLUMN "state" TYPE "CheckoutState" USING "state"::text::"CheckoutState",
  ALTER COLUMN "state" SET DEFAULT 'open',
  ADD COLUMN "intent_id" TEXT;
DROP TYPE "CheckoutState_old";
CREATE UNIQUE INDEX "checkout_intent_id_key" ON "checkout"("intent_id");

ALTER TABLE "stripe_event" ADD COLUMN "object_type" TEXT NOT NULL DEFAULT '', ADD COLUMN "object_id" TEXT NOT NULL DEFAULT '';
CREATE INDEX "stripe_event_handled_at_idx" ON "stripe_event"("handled_at");

CREATE TYPE "RefundState" AS ENUM ('wanted', 'held', 'pending', 'succeeded', 'failed', 'dropped');
CREATE TYPE "RefundReason" AS ENUM ('refused', 'paid_twice');
CREATE TYPE "DisputeState" AS ENUM ('open', 'won', 'lost');

CREATE TABLE "refund" (
    "id" UUID NOT NULL,
    "checkout_id" UUID NOT NULL,
    "reason" "RefundReason" NOT NULL,
    "cents" INTEGER NOT NULL,
    "currency" TEXT NOT NULL,
    "state" "RefundState" NOT NULL DEFAULT 'wanted',
    "key" UUID NOT NULL,
    "asked_at" TIMESTAMPTZ(3),
    "stripe_id" TEXT,
    "wanted_at" TIMESTAMPTZ(3) NOT NULL,
    "settled_at" TIMESTAMPTZ(3),

    CONSTRAINT "refund_pkey" PRIMARY KEY ("id")
);
CREATE TABLE "dispute" (
    "id" TEXT NOT NULL,
    "fee_id" UUID NOT NULL,
    "cents" INTEGER NOT NULL,
    "currency" TEXT NOT NULL,
    "state" "DisputeState" NOT NULL DEFAULT 'open',
    "opened_at" TIMESTAMPTZ(3) NOT NULL,
    "closed_at" TIMESTAMPTZ(3),

    CONSTRAINT "dispute_pkey" PRIMARY KEY ("id")
);
CREATE TABLE "stripe_comparison" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "from" TIMESTAMPTZ(3) NOT NULL,
    "sessions" INTEGER NOT NULL,
    "refunds" INTEGER NOT NULL,
    "disputes" INTEGER NOT NULL,
    "recovered" INTEGER NOT NULL,

    CONSTRAINT "stripe_comparison_pkey" PRIMARY KEY ("id")
);
CREATE TABLE "stripe_difference" (
    "id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "detail" TEXT NOT NULL,
    "made_at" TIMESTAMPTZ(3) NOT NULL,
    "seen_at" TIMESTAMPTZ(3) NOT NULL,
    "gone_at" TIMESTAMPTZ(3),

    CONSTRAINT "stripe_difference_pkey" PRIMARY KEY ("id")
);

CREATE UNIQUE INDEX "refund_stripe_id_key" ON "refund"("stripe_id");
CREATE INDEX "refund_state_idx" ON "refund"("state");
CREATE INDEX "dispute_fee_id_idx" ON "dispute"("fee_id");
CREATE INDEX "stripe_difference_gone_at_idx" ON "stripe_difference"("gone_at");
ALTER TABLE "refund" ADD CONSTRAINT "refund_checkout_id_fkey" FOREIGN KEY ("checkout_id") REFERENCES "checkout"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "dispute" ADD CONSTRAINT "dispute_fee_id_fkey" FOREIGN KEY ("fee_id") REFERENCES "fee"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- A fee that was paid before there was a rule keeps what it was told then: it is not returned.
update fee set refund_until = paid_at where paid_at is not null;
alter table fee
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
