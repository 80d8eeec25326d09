-- Regimes and limits: off until two people switch one on.
CREATE TABLE "regime_rule" (
    "id" UUID NOT NULL,
    "regime" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "effective_from" TIMESTAMPTZ(3) NOT NULL,
    "effective_to" TIMESTAMPTZ(3),
    "params" JSONB NOT NULL,
    "source_url" TEXT NOT NULL,
    "checked_by" TEXT,
    "checked_at" TIMESTAMPTZ(3),

    CONSTRAINT "regime_rule_pkey" PRIMARY KEY ("id")
);
CREATE TABLE "rule_change" (
    "id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "payload" JSONB NOT NULL,
    "reason" TEXT NOT NULL,
    "proposed_by" UUID NOT NULL,
    "proposed_at" TIMESTAMPTZ(3) NOT NULL,
    "decided_by" UUID,
    "decided_at" TIMESTAMPTZ(3),
    "decision" TEXT,

    CONSTRAINT "rule_change_pkey" PRIMARY KEY ("id")
);
CREATE TABLE "investor_statement" (
    "person_id" UUID NOT NULL,
    "country" TEXT NOT NULL,
    "us_person" BOOLEAN NOT NULL,
    "category" TEXT NOT NULL,
    "limits" JSONB NOT NULL,
    "stated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "investor_statement_pkey" PRIMARY KEY ("person_id")
);
CREATE TABLE "investor_step" (
    "person_id" UUID NOT NULL,
    "step" TEXT NOT NULL,
    "outcome" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "investor_step_pkey" PRIMARY KEY ("person_id","step")
);
CREATE TABLE "limit_entry" (
    "intent_id" UUID NOT NULL,
    "regime" TEXT NOT NULL,
    "person_id" UUID NOT NULL,
    "project_id" UUID NOT NULL,
    "cents" DECIMAL(20,0) NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "released_at" TIMESTAMPTZ(3),

    CONSTRAINT "limit_entry_pkey" PRIMARY KEY ("intent_id","regime")
);
CREATE UNIQUE INDEX "regime_rule_regime_version_key" ON "regime_rule"("regime", "version");
CREATE INDEX "rule_change_kind_subject_decided_at_idx" ON "rule_change"("kind", "subject", "decided_at");
CREATE INDEX "limit_entry_person_id_regime_at_idx" ON "limit_entry"("person_id", "regime", "at");
CREATE INDEX "limit_entry_project_id_regime_at_idx" ON "limit_entry"("project_id", "regime", "at");

alter table regime_rule
  add constraint regime_rule_span check (effective_to is null or effective_to > effective_from),
  add constraint regime_rule_checked check ((checked_by is null) = (checked_at is null));
create trigger regime_rule_append_only before update or delete or truncate on regime_rule
  for each statement execute function refuse_change();

alter table rule_change
  add constraint rule_change_kind check (kind in ('regime', 'raise', 'rate')),
  add constraint rule_change_two_people check (decided_by <> proposed_by),
  add constraint rule_change_decided check ((decision is null) = (decided_by is null) and (decision is null) = (decided_at is null)),
  add constraint rule_change_decision check (decision in ('confirmed', 'returned'));
-- One proposal about one thing waits at a time.
create unique index rule_change_one_open on rule_change (kind, subject) where decision is null;
create function rule_change_refuse_rewrite() returns trigger language plpgsql as $$
begin
  if (new.id, new.kind, new.subject, new.payload, new.reason, new.proposed_by, new.proposed_at) is distinct from (old.id, old.kind, old.subject, old.payload, old.reason, old.proposed_by, old.proposed_at)
    or old.decision is not null then
    raise exception 'a proposal does not change, and is decided once' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger rule_change_no_rewrite before update on rule_change for each row execute function rule_change_refuse_rewrite();
create trigger rule_change_no_delete before delete or truncate on rule_change for each statement execute function refuse_change();

alter table limit_entry add constraint limit_entry_cents check (cents > 0);

-- The numbers as this project read them in the sources named; checked by no lawyer yet. Amounts are cents of the currency.
insert into regime_rule (id, regime, version, effective_from, effective_to, params, source_url) values
  (gen_random_uuid(), 'ECSPR', 1, '2021-11-10T00:00:00Z', null,
   '{"currency": "eur", "offerCap": "500000000", "extraStepFloor": "100000", "reflectionDays": "4"}',
   'https://eur-lex.europa.eu/eli/reg/2020/1503/oj'),
  (gen_random_uuid(), 'MICA_T2', 1, '2024-12-30T00:00:00Z', null,
   '{"currency": "eur", "withdrawalDays": "14"}',
   'https://eur-lex.europa.eu/eli/reg/2023/1114/oj'),
  (gen_random_uuid(), 'REG_CF', 1, '2022-09-20T00:00:00Z', null,
   '{"currency": "usd", "offerCap": "500000000", "threshold": "12400000", "floor": "250000", "most": "12400000"}',
   'https://www.ecfr.gov/current/title-17/chapter-II/part-227'),
  (gen_random_uuid(), 'FCA_RMMI', 1, '2023-02-01T00:00:00Z', null,
   '{"currency": "gbp", "highIncome": "10000000", "highNetAssets": "25000000"}',
   'https://www.handbook.fca.org.uk/handbook/COBS/4/12A.html'),
  (gen_random_uuid(), 'FCA_CRYPTO', 1, '2023-10-08T00:00:00Z', null,
   '{"currency": "gbp", "highIncome": "10000000", "highNetAssets": "25000000"}',
   'https://www.handbook.fca.org.uk/handbook/COBS/4/12A.html');
