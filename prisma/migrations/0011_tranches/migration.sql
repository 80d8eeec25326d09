-- Orders of the approvers and of a rotation beside those of the guardian, their end, and what issuers report about a payment.
ALTER TYPE "IntentKind" ADD VALUE 'approve';
ALTER TYPE "IntentKind" ADD VALUE 'reject';
ALTER TYPE "IntentKind" ADD VALUE 'rotate';
ALTER TYPE "IntentKind" ADD VALUE 'change_terms';
ALTER TYPE "IntentKind" ADD VALUE 'confirm';
ALTER TYPE "IntentKind" ADD VALUE 'unwind';
ALTER TYPE "GuardianAct" ADD VALUE 'approve';
ALTER TYPE "GuardianAct" ADD VALUE 'reject';
ALTER TYPE "GuardianAct" ADD VALUE 'rotate';
ALTER TYPE "GuardianAct" ADD VALUE 'change_terms';
ALTER TYPE "GuardianOrderState" ADD VALUE 'done';
ALTER TABLE "guardian_order"
  ADD COLUMN "tranche" INTEGER,
  ADD COLUMN "role" TEXT,
  ADD COLUMN "new_key" TEXT,
  ADD COLUMN "done_at" TIMESTAMPTZ(3);
CREATE INDEX "guardian_order_intent_id_idx" ON "guardian_order"("intent_id");
CREATE TABLE "tranche_report" (
    "id" UUID NOT NULL,
    "raise_address" TEXT NOT NULL,
    "tranche" INTEGER NOT NULL,
    "text" TEXT NOT NULL,
    "link" TEXT,
    "submitted_by" UUID NOT NULL,
    "submitted_at" TIMESTAMPTZ(3) NOT NULL,
    CONSTRAINT "tranche_report_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "tranche_report_raise_address_tranche_submitted_at_idx" ON "tranche_report"("raise_address", "tranche", "submitted_at");

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
