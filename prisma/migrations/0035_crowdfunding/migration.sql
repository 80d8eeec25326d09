-- When who owns a company was last handed in. An appeal hands in nothing anew: where one came after it, that day is not known any more.
ALTER TABLE "company_case" ADD COLUMN "owners_at" TIMESTAMPTZ(3);
-- Nothing is decided by that, so who decided what is not asked again.
alter table company_case disable trigger company_case_needs_two;
update company_case set owners_at = submitted_at where appealed_at is distinct from submitted_at;
alter table company_case enable trigger company_case_needs_two;

-- What Regulation Crowdfunding asks of the tokens and of word about owners. Only where the numbers are still this project's own: later
-- versions are what two people agreed on, and lack these until two people agree on more.
alter table regime_rule disable trigger regime_rule_needs_two;
insert into regime_rule (id, regime, version, effective_from, effective_to, params, source_url, source_text)
select gen_random_uuid(), regime, 3, effective_from, null, params || '{"resaleDays": "366", "ownerDays": "120"}', source_url,
  'As version 2, with the year in which nobody passes on what they bought (section 227.501(a): 366 days, so that a leap day is in it) and the 120 days that the names of owners may be old (section 227.201(c)). Both read in copies of the text. Checked by no lawyer.'
from regime_rule r where regime = 'REG_CF' and version = 2 and decision_id is null
  and not exists (select from regime_rule other where other.regime = 'REG_CF' and other.version > 2);
alter table regime_rule enable trigger regime_rule_needs_two;

-- When everybody whom a regime wants told how a raise ended was told; nobody is told of what ended before.
ALTER TABLE "raise" ADD COLUMN "end_told_at" TIMESTAMPTZ(3);
update raise set end_told_at = changed_at where state not in ('draft', 'open');
create index raise_end_untold on raise (changed_at) where end_told_at is null and state not in ('draft', 'open');
