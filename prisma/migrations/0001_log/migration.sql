-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateTable
CREATE TABLE "log_entry" (
    "serial" BIGSERIAL NOT NULL,
    "id" UUID NOT NULL,
    "type" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actor_id" UUID,
    "subjects" TEXT[],
    "parents" TEXT[],
    "body" TEXT NOT NULL,
    "hash" TEXT NOT NULL,

    CONSTRAINT "log_entry_pkey" PRIMARY KEY ("serial")
);

-- CreateIndex
CREATE UNIQUE INDEX "log_entry_id_key" ON "log_entry"("id");

-- CreateIndex
CREATE UNIQUE INDEX "log_entry_hash_key" ON "log_entry"("hash");

-- CreateIndex
CREATE INDEX "log_entry_subjects_idx" ON "log_entry" USING GIN ("subjects");

-- CreateIndex
CREATE INDEX "log_entry_type_serial_idx" ON "log_entry"("type", "serial");



-- The log is append-only for everybody who is not the owner of the database, and loud for the owner.
create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only', tg_table_name using errcode = 'restrict_violation';
end $$;

create trigger log_entry_append_only before update or delete or truncate on log_entry
  for each statement execute function refuse_change();
