-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateEnum
CREATE TYPE "RoleName" AS ENUM ('member', 'issuer', 'reviewer', 'checker', 'admin');

-- CreateEnum
CREATE TYPE "RoleChangeKind" AS ENUM ('grant', 'revoke');

-- CreateEnum
CREATE TYPE "SignInPurpose" AS ENUM ('sign_in', 'link');

-- CreateEnum
CREATE TYPE "SessionMethod" AS ENUM ('wallet', 'email', 'demo');

-- CreateTable
CREATE TABLE "person" (
    "id" UUID NOT NULL,
    "display_name" TEXT NOT NULL,
    "email" TEXT,
    "demo_name" TEXT,
    "demo_about" TEXT,
    "demo_seed" BYTEA,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "person_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "role_grant" (
    "person_id" UUID NOT NULL,
    "role" "RoleName" NOT NULL,
    "granted_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "role_grant_pkey" PRIMARY KEY ("person_id","role")
);

-- CreateTable
CREATE TABLE "role_change" (
    "id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "role" "RoleName" NOT NULL,
    "kind" "RoleChangeKind" NOT NULL,
    "proposed_by" UUID,
    "proposed_at" TIMESTAMPTZ(3) NOT NULL,
    "decided_by" UUID,
    "decided_at" TIMESTAMPTZ(3),
    "confirmed" BOOLEAN,

    CONSTRAINT "role_change_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "wallet" (
    "address" TEXT NOT NULL,
    "person_id" UUID NOT NULL,
    "linked_at" TIMESTAMPTZ(3) NOT NULL,
    "retired_at" TIMESTAMPTZ(3),

    CONSTRAINT "wallet_pkey" PRIMARY KEY ("address")
);

-- CreateTable
CREATE TABLE "sign_in_intent" (
    "nonce" TEXT NOT NULL,
    "purpose" "SignInPurpose" NOT NULL,
    "address" TEXT NOT NULL,
    "person_id" UUID,
    "message" TEXT NOT NULL,
    "issued_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "sign_in_intent_pkey" PRIMARY KEY ("nonce")
);

-- CreateTable
CREATE TABLE "session" (
    "id" UUID NOT NULL,
    "token_hash" TEXT NOT NULL,
    "person_id" UUID NOT NULL,
    "method" "SessionMethod" NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "second_factor_at" TIMESTAMPTZ(3),

    CONSTRAINT "session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sign_in_link" (
    "token_hash" TEXT NOT NULL,
    "identifier" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "sign_in_link_pkey" PRIMARY KEY ("token_hash")
);

-- CreateTable
CREATE TABLE "second_factor" (
    "person_id" UUID NOT NULL,
    "ciphertext" BYTEA NOT NULL,
    "wrapped_key" BYTEA NOT NULL,
    "key_id" TEXT NOT NULL,
    "confirmed_at" TIMESTAMPTZ(3),
    "last_step" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "second_factor_pkey" PRIMARY KEY ("person_id")
);

-- CreateTable
CREATE TABLE "recovery_code" (
    "code_hash" TEXT NOT NULL,
    "person_id" UUID NOT NULL,
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "recovery_code_pkey" PRIMARY KEY ("code_hash")
);

-- CreateTable
CREATE TABLE "attempt_count" (
    "key" TEXT NOT NULL,
    "count" INTEGER NOT NULL,
    "reset_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "attempt_count_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "outgoing_mail" (
    "id" UUID NOT NULL,
    "to" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "queued_at" TIMESTAMPTZ(3) NOT NULL,
    "sent_at" TIMESTAMPTZ(3),

    CONSTRAINT "outgoing_mail_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "person_email_key" ON "person"("email");

-- CreateIndex
CREATE UNIQUE INDEX "person_demo_name_key" ON "person"("demo_name");

-- CreateIndex
CREATE INDEX "person_display_name_idx" ON "person"("display_name");

-- CreateIndex
CREATE INDEX "role_grant_role_idx" ON "role_grant"("role");

-- CreateIndex
CREATE INDEX "role_change_person_id_proposed_at_idx" ON "role_change"("person_id", "proposed_at");

-- CreateIndex
CREATE INDEX "wallet_person_id_idx" ON "wallet"("person_id");

-- CreateIndex
CREATE INDEX "sign_in_intent_expires_at_idx" ON "sign_in_intent"("expires_at");

-- CreateIndex
CREATE UNIQUE INDEX "session_token_hash_key" ON "session"("token_hash");

-- CreateIndex
CREATE INDEX "session_person_id_idx" ON "session"("person_id");

-- CreateIndex
CREATE INDEX "session_expires_at_idx" ON "session"("expires_at");

-- CreateIndex
CREATE INDEX "sign_in_link_expires_at_idx" ON "sign_in_link"("expires_at");

-- CreateIndex
CREATE INDEX "recovery_code_person_id_idx" ON "recovery_code"("person_id");

-- CreateIndex
CREATE INDEX "attempt_count_reset_at_idx" ON "attempt_count"("reset_at");

-- CreateIndex
CREATE INDEX "outgoing_mail_queued_at_idx" ON "outgoing_mail"("queued_at");

-- AddForeignKey
ALTER TABLE "role_grant" ADD CONSTRAINT "role_grant_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "role_change" ADD CONSTRAINT "role_change_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "wallet" ADD CONSTRAINT "wallet_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "session" ADD CONSTRAINT "session_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;



alter table person
  add constraint person_email_lower check (email = lower(email)),
  add constraint person_demo_whole check (num_nulls(demo_name, demo_about) in (0, 2) and (demo_seed is null or length(demo_seed) = 32));

alter table sign_in_intent
  add constraint sign_in_intent_person check ((purpose = 'link') = (person_id is not null));

-- Two people decide about a staff role, and neither decides about themselves.
alter table role_change
  add constraint role_change_staff_only check (role in ('reviewer', 'checker', 'admin')),
  add constraint role_change_two_people check (decided_by is null or (decided_by <> proposed_by and decided_by <> person_id)),
  add constraint role_change_not_oneself check (proposed_by is null or proposed_by <> person_id or kind = 'revoke'),
  add constraint role_change_decided check (num_nulls(decided_at, confirmed) in (0, 2) and (decided_by is null or decided_at is not null));
-- One change of a role is open at a time, so the order of ids is the order of decisions.
create unique index role_change_one_open on role_change (person_id, role) where decided_at is null;

-- A staff role comes and goes only by a confirmed change, and a change counts as confirmed only through a second person.
-- Until two people are admin or checker there is no second person to ask: then a change stands by its proposal.
create function require_confirmed_role_change() returns trigger language plpgsql as $$
declare
  subject record := case when tg_op = 'DELETE' then old else new end;
begin
  if subject.role in ('reviewer', 'checker', 'admin') and not exists (
    select from (
      select * from role_change
      where person_id = subject.person_id and role = subject.role and confirmed
      order by id desc limit 1
    ) latest
    where kind = (case when tg_op = 'DELETE' then 'revoke' else 'grant' end)::"RoleChangeKind"
      and (decided_by is not null or (select count(distinct person_id) < 2 from role_grant where role in ('admin', 'checker')))
  ) then
    raise exception 'a staff role needs a change confirmed by a second person' using errcode = 'check_violation';
  end if;
  return subject;
end $$;
create trigger role_grant_needs_two before insert or update or delete on role_grant
  for each row execute function require_confirmed_role_change();

-- A wallet never moves to another person.
create function keep_wallet_owner() returns trigger language plpgsql as $$
begin
  if new.person_id <> old.person_id or new.address <> old.address then
    raise exception 'a wallet stays with its person' using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger wallet_keeps_owner before update on wallet for each row execute function keep_wallet_owner();
