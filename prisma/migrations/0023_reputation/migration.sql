-- What really happened, by wallet, and which wallets their owners show; whose staking key a proof names, and how it was proven.
CREATE TABLE "reputation_event" (
    "serial" BIGSERIAL NOT NULL,
    "subject" TEXT NOT NULL,
    "dimension" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "ref" TEXT NOT NULL,
    "outcome" TEXT NOT NULL,
    "weight" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "reputation_event_pkey" PRIMARY KEY ("serial")
);
CREATE TABLE "operator_profile" (
    "wallet" TEXT NOT NULL,
    "person_id" UUID NOT NULL,
    "shown_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "operator_profile_pkey" PRIMARY KEY ("wallet")
);
CREATE UNIQUE INDEX "reputation_event_ref_key" ON "reputation_event"("ref");
CREATE INDEX "reputation_event_subject_at_idx" ON "reputation_event"("subject", "at");
CREATE INDEX "operator_profile_person_id_idx" ON "operator_profile"("person_id");
ALTER TABLE "operator_challenge" ADD COLUMN "wallet" TEXT;
ALTER TABLE "operator_proof" ADD COLUMN "wallet" TEXT, ADD COLUMN "staked_in" TEXT;
CREATE INDEX "operator_proof_wallet_idx" ON "operator_proof"("wallet");

alter table reputation_event
  add constraint reputation_event_subject check (subject ~ '^[1-9A-HJ-NP-Za-km-z]{32,44}$'),
  add constraint reputation_event_outcome check (outcome in ('kept', 'broken')),
  add constraint reputation_event_weight check (weight between 1 and 1000);
create trigger reputation_event_append_only before update or delete or truncate on reputation_event
  for each statement execute function refuse_change();

-- A stake in a transaction was paid for by a wallet.
alter table operator_proof add constraint operator_proof_staked_by check (staked_in is null or wallet is not null);
