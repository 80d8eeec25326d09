-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateTable
CREATE TABLE "transfer" (
    "serial" BIGSERIAL NOT NULL,
    "cause" TEXT NOT NULL,
    "from_account" TEXT NOT NULL,
    "to_account" TEXT NOT NULL,
    "asset" TEXT NOT NULL,
    "units" DECIMAL(20,0) NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "facts" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "transfer_pkey" PRIMARY KEY ("serial")
);

-- CreateIndex
CREATE UNIQUE INDEX "transfer_cause_key" ON "transfer"("cause");

-- CreateIndex
CREATE INDEX "transfer_from_account_asset_serial_idx" ON "transfer"("from_account" text_pattern_ops, "asset", "serial");

-- CreateIndex
CREATE INDEX "transfer_to_account_asset_serial_idx" ON "transfer"("to_account" text_pattern_ops, "asset", "serial");



alter table transfer
  add constraint transfer_units check (units > 0 and units < 18446744073709551616),
  add constraint transfer_two_accounts check (from_account <> to_account),
  add constraint transfer_account_form check (from_account ~ '^[a-z]+:.+' and to_account ~ '^[a-z]+:.+');

-- Books are corrected by a further transfer, never by changing one.
create trigger transfer_append_only before update or delete or truncate on transfer
  for each statement execute function refuse_change();
