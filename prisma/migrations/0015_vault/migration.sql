-- What must be able to vanish: a data key for each subject, and tombstones of those that were shredded.
CREATE TABLE "vault_subject" (
    "subject" TEXT NOT NULL,
    "wrapped_key" BYTEA NOT NULL,
    "key_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "vault_subject_pkey" PRIMARY KEY ("subject")
);

CREATE TABLE "vault_tombstone" (
    "mac" TEXT NOT NULL,
    "shredded_at" TIMESTAMPTZ(3) NOT NULL,
    "kept_at" TIMESTAMPTZ(3),

    CONSTRAINT "vault_tombstone_pkey" PRIMARY KEY ("mac")
);

CREATE INDEX "vault_subject_key_id_idx" ON "vault_subject"("key_id");

alter table vault_subject add constraint vault_subject_named check (subject ~ '^[a-z_]+:.+$' and length(subject) <= 200);
alter table vault_tombstone add constraint vault_tombstone_mac check (mac ~ '^[0-9a-f]{64}$');

-- A tombstone stays for as long as a backup may bring its subject back.
create function tombstone_refuse_rewrite() returns trigger language plpgsql as $$
begin
  if new.mac <> old.mac or new.shredded_at <> old.shredded_at then
    raise exception 'a tombstone is not rewritten' using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger vault_tombstone_stays before update on vault_tombstone for each row execute function tombstone_refuse_rewrite();
create trigger vault_tombstone_kept before delete or truncate on vault_tombstone for each statement execute function refuse_change();
