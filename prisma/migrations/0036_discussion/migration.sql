-- What teams tell and members ask about a project, in public.
CREATE TYPE "discussion_kind" AS ENUM ('update', 'question', 'answer');
CREATE TYPE "discussion_label" AS ENUM ('team', 'promoter', 'member');
CREATE TYPE "discussion_state" AS ENUM ('shown', 'hidden', 'deleted');
CREATE TABLE "discussion_author" (
    "id" UUID NOT NULL,
    "project_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "person_id" UUID,

    CONSTRAINT "discussion_author_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "discussion_author_project_id_person_id_key" ON "discussion_author"("project_id", "person_id");
CREATE INDEX "discussion_author_person_id_idx" ON "discussion_author"("person_id");
CREATE TABLE "discussion_post" (
    "id" UUID NOT NULL,
    "project_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "kind" "discussion_kind" NOT NULL,
    "parent_id" UUID,
    "author_id" UUID NOT NULL,
    "label" "discussion_label" NOT NULL,
    "state" "discussion_state" NOT NULL DEFAULT 'shown',
    "at" TIMESTAMPTZ(3) NOT NULL,
    "idempotency_key" UUID NOT NULL,
    "hidden_at" TIMESTAMPTZ(3),
    "hidden_reason" TEXT,
    "hidden_by" UUID,
    "deleted_at" TIMESTAMPTZ(3),
    "told_at" TIMESTAMPTZ(3),

    CONSTRAINT "discussion_post_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "discussion_post_project_id_number_key" ON "discussion_post"("project_id", "number");
CREATE UNIQUE INDEX "discussion_post_author_id_idempotency_key_key" ON "discussion_post"("author_id", "idempotency_key");
CREATE INDEX "discussion_post_project_id_kind_number_idx" ON "discussion_post"("project_id", "kind", "number");
CREATE INDEX "discussion_post_parent_id_number_idx" ON "discussion_post"("parent_id", "number");
CREATE INDEX "discussion_post_author_id_at_idx" ON "discussion_post"("author_id", "at");
CREATE TABLE "discussion_text" (
    "post_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "title" TEXT,
    "text" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "discussion_text_pkey" PRIMARY KEY ("post_id", "number")
);
CREATE TABLE "discussion_report" (
    "id" UUID NOT NULL,
    "post_id" UUID NOT NULL,
    "person_id" UUID,
    "reason" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "handled_at" TIMESTAMPTZ(3),

    CONSTRAINT "discussion_report_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "discussion_report_post_id_person_id_key" ON "discussion_report"("post_id", "person_id");
CREATE INDEX "discussion_report_person_id_idx" ON "discussion_report"("person_id");
ALTER TABLE "discussion_post" ADD CONSTRAINT "discussion_post_parent_id_fkey" FOREIGN KEY ("parent_id") REFERENCES "discussion_post"("id") ON DELETE SET NULL ON UPDATE CASCADE;
ALTER TABLE "discussion_post" ADD CONSTRAINT "discussion_post_author_id_fkey" FOREIGN KEY ("author_id") REFERENCES "discussion_author"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "discussion_text" ADD CONSTRAINT "discussion_text_post_id_fkey" FOREIGN KEY ("post_id") REFERENCES "discussion_post"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "discussion_report" ADD CONSTRAINT "discussion_report_post_id_fkey" FOREIGN KEY ("post_id") REFERENCES "discussion_post"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

create index discussion_post_untold on discussion_post (at) where told_at is null;
create index discussion_report_open on discussion_report (at) where handled_at is null;

alter table discussion_author add constraint discussion_author_number check (number > 0);
alter table discussion_post
  add constraint discussion_post_number check (number > 0),
  add constraint discussion_post_parent check ((parent_id is not null) = (kind = 'answer')),
  add constraint discussion_post_update check (kind <> 'update' or (label = 'team' and state <> 'deleted')),
  add constraint discussion_post_reason check (hidden_reason in ('spam', 'personal_data', 'unlawful', 'insult', 'unlabelled')),
  add constraint discussion_post_hidden check (
    (hidden_at is null) = (hidden_reason is null) and (hidden_at is null) = (hidden_by is null)
    and (state <> 'hidden' or hidden_at is not null) and (state <> 'shown' or hidden_at is null)
  ),
  add constraint discussion_post_deleted check ((state = 'deleted') = (deleted_at is not null));
alter table discussion_text
  add constraint discussion_text_number check (number > 0),
  add constraint discussion_text_title check (char_length(title) between 1 and 80),
  add constraint discussion_text_text check (char_length(text) between 3 and 2000);
alter table discussion_report
  add constraint discussion_report_reason check (reason in ('spam', 'personal_data', 'unlawful', 'insult', 'unlabelled'));

-- Who wrote is only ever forgotten: nobody gets another number, and no number another person.
create function discussion_author_keeps() returns trigger language plpgsql as $$
begin
  if (new.id, new.project_id, new.number) is distinct from (old.id, old.project_id, old.number)
    or new.person_id is distinct from old.person_id and new.person_id is not null then
    raise exception 'who wrote stays' using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger discussion_author_stays before update on discussion_author for each row execute function discussion_author_keeps();

-- An answer belongs to a question of its project. What was posted keeps its label, what is deleted does not come back, and nobody moderates
-- a post of their own, with whatever account.
create function discussion_post_keeps() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    if new.state <> 'shown' then
      raise exception 'a post begins shown' using errcode = 'check_violation';
    end if;
    if new.kind = 'answer' and not exists (
      select from discussion_post p where p.id = new.parent_id and p.kind = 'question' and p.project_id = new.project_id
    ) then
      raise exception 'an answer belongs to a question' using errcode = 'check_violation';
    end if;
    if not exists (select from discussion_author a where a.id = new.author_id and a.project_id = new.project_id) then
      raise exception 'somebody has a number in each project' using errcode = 'check_violation';
    end if;
  else
    if (new.id, new.project_id, new.number, new.kind, new.parent_id, new.author_id, new.label, new.at, new.idempotency_key)
      is distinct from
      (old.id, old.project_id, old.number, old.kind, old.parent_id, old.author_id, old.label, old.at, old.idempotency_key)
      or (old.state = 'deleted' and (new.state, new.deleted_at, new.hidden_at) is distinct from (old.state, old.deleted_at, old.hidden_at)) then
      raise exception 'what was posted stays' using errcode = 'check_violation';
    end if;
    if new.hidden_by is distinct from old.hidden_by and exists (
      select from discussion_author a where a.id = new.author_id and is_same_person(a.person_id, new.hidden_by)
    ) then
      raise exception 'nobody moderates a post of their own' using errcode = 'check_violation';
    end if;
  end if;
  return new;
end $$;
create trigger discussion_post_stays before insert or update on discussion_post for each row execute function discussion_post_keeps();

-- A text is never another one: it is emptied with its post, and an update is corrected by the next version.
create function discussion_text_keeps() returns trigger language plpgsql as $$
declare post discussion_post%rowtype;
begin
  select * into post from discussion_post p where p.id = new.post_id;
  if tg_op = 'UPDATE' then
    if (new.post_id, new.number, new.title, new.at) is distinct from (old.post_id, old.number, old.title, old.at)
      or new.text is not null and new.text is distinct from old.text
      or new.text is null and post.state <> 'deleted' then
      raise exception 'what was written stays until it is deleted' using errcode = 'check_violation';
    end if;
  elsif new.text is null or post.state <> 'shown' or (new.title is not null) <> (post.kind = 'update')
    or new.number > 1 and post.kind <> 'update'
    or new.number <> 1 + (select count(*) from discussion_text t where t.post_id = new.post_id) then
    raise exception 'only an update has versions, one after the other' using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger discussion_text_stays before insert or update on discussion_text for each row execute function discussion_text_keeps();

create function discussion_report_keeps() returns trigger language plpgsql as $$
begin
  if (new.id, new.post_id, new.reason, new.at) is distinct from (old.id, old.post_id, old.reason, old.at)
    or new.person_id is distinct from old.person_id and new.person_id is not null
    or old.handled_at is not null and new.handled_at is distinct from old.handled_at then
    raise exception 'what was reported stays' using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger discussion_report_stays before update on discussion_report for each row execute function discussion_report_keeps();

create trigger discussion_author_no_delete before delete or truncate on discussion_author for each statement execute function refuse_change();
create trigger discussion_post_no_delete before delete or truncate on discussion_post for each statement execute function refuse_change();
create trigger discussion_text_no_delete before delete or truncate on discussion_text for each statement execute function refuse_change();
create trigger discussion_report_no_delete before delete or truncate on discussion_report for each statement execute function refuse_change();
