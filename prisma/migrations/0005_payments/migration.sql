-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateEnum
CREATE TYPE "FeeState" AS ENUM ('due', 'paid');

-- CreateEnum
CREATE TYPE "CheckoutState" AS ENUM ('open', 'paid', 'expired');

-- CreateTable
CREATE TABLE "fee" (
    "id" UUID NOT NULL,
    "subject" TEXT NOT NULL,
    "payer_id" UUID NOT NULL,
    "currency" TEXT NOT NULL,
    "cents" INTEGER NOT NULL,
    "state" "FeeState" NOT NULL DEFAULT 'due',
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "paid_at" TIMESTAMPTZ(3),

    CONSTRAINT "fee_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "checkout" (
    "id" UUID NOT NULL,
    "fee_id" UUID NOT NULL,
    "session_id" TEXT,
    "url" TEXT,
    "state" "CheckoutState" NOT NULL DEFAULT 'open',
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "settled_at" TIMESTAMPTZ(3),

    CONSTRAINT "checkout_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "stripe_event" (
    "id" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    "handled_at" TIMESTAMPTZ(3),

    CONSTRAINT "stripe_event_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "fee_subject_key" ON "fee"("subject");

-- CreateIndex
CREATE UNIQUE INDEX "checkout_session_id_key" ON "checkout"("session_id");

-- CreateIndex
CREATE INDEX "checkout_state_created_at_idx" ON "checkout"("state", "created_at");

-- AddForeignKey
ALTER TABLE "checkout" ADD CONSTRAINT "checkout_fee_id_fkey" FOREIGN KEY ("fee_id") REFERENCES "fee"("id") ON DELETE RESTRICT ON UPDATE CASCADE;



alter table fee
  add constraint fee_amount check (cents > 0),
  add constraint fee_currency check (currency ~ '^[a-z]{3}$'),
  add constraint fee_paid_at check ((state = 'paid') = (paid_at is not null));

-- One open visit to the payment page at a time, so that nobody pays one fee twice.
create unique index checkout_one_open on checkout (fee_id) where state = 'open';
