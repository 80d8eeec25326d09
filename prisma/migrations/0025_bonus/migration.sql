-- Bonus rounds on the engine: what stood behind the projects when a round closed, and what projects object to.
CREATE TABLE "round_snapshot" (
    "round_id" UUID NOT NULL,
    "slot" BIGINT NOT NULL,
    "positions" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "round_snapshot_pkey" PRIMARY KEY ("round_id")
);

CREATE TABLE "round_objection" (
    "id" UUID NOT NULL,
    "round_id" UUID NOT NULL,
    "recipient" TEXT NOT NULL,
    "person_id" UUID NOT NULL,
    "words" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "answer" TEXT,
    "upheld" BOOLEAN,
    "answered_by" UUID,
    "answered_at" TIMESTAMPTZ(3),
    "confirmed_by" UUID,
    "confirmed_at" TIMESTAMPTZ(3),

    CONSTRAINT "round_objection_pkey" PRIMARY KEY ("id")
);

ALTER TABLE "round_exclusion" ADD COLUMN "lifted_at" TIMESTAMPTZ(3);

CREATE UNIQUE INDEX "round_objection_round_id_recipient_key" ON "round_objection"("round_id", "recipient");
CREATE INDEX "round_objection_person_id_idx" ON "round_objection"("person_id");

ALTER TABLE "round_snapshot" ADD CONSTRAINT "round_snapshot_round_id_fkey" FOREIGN KEY ("round_id") REFERENCES "engine_round"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "round_objection" ADD CONSTRAINT "round_objection_round_id_fkey" FOREIGN KEY ("round_id") REFERENCES "engine_round"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

create trigger round_snapshot_append_only before update or delete or truncate on round_snapshot for each statement execute function refuse_change();

-- Each project objects once, in the window of the sheet. Two people answer; what they said together does not change.
alter table round_objection
  add constraint round_objection_answer_whole check (num_nonnulls(answer, upheld, answered_by, answered_at) in (0, 4)),
  add constraint round_objection_confirmed_whole check (num_nonnulls(confirmed_by, confirmed_at) in (0, 2)),
  add constraint round_objection_answered_first check (confirmed_by is null or answered_by is not null),
  add constraint round_objection_two_people check (confirmed_by <> answered_by);
create trigger round_objection_window before insert on round_objection for each row execute function round_within_window('revealsEnd', 'appealsEnd');

create function round_objection_refuse_rewrite() returns trigger language plpgsql as $$
begin
  if (new.id, new.round_id, new.recipient, new.person_id, new.at) is distinct from (old.id, old.round_id, old.recipient, old.person_id, old.at)
    or (new.words <> old.words and new.words <> '') then
    raise exception 'an objection does not change' using errcode = 'restrict_violation';
  end if;
  if old.confirmed_at is not null and (new.answer, new.upheld, new.answered_by, new.answered_at, new.confirmed_by, new.confirmed_at)
    is distinct from (old.answer, old.upheld, old.answered_by, old.answered_at, old.confirmed_by, old.confirmed_at) then
    raise exception 'an answer that two people gave does not change' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger round_objection_no_rewrite before update on round_objection for each row execute function round_objection_refuse_rewrite();
create trigger round_objection_no_delete before delete or truncate on round_objection for each statement execute function refuse_change();

-- An exclusion is lifted once, after two people upheld the objection to it.
alter table round_exclusion add constraint round_exclusion_lifted_was_confirmed check (lifted_at is null or confirmed_at is not null);
