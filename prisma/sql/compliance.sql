-- One verification per person is under way at a time; renewals come after.
create unique index verification_case_one_open on verification_case (person_id)
  where state not in ('approved', 'rejected', 'expired', 'withdrawn');

-- A profile is there with its key, or not at all.
alter table verification_case
  add constraint verification_case_profile_whole check (
    num_nulls(profile, profile_key, profile_key_id, salt) in (0, 4)
  );

-- Two people decide, and neither of them is the subject.
alter table verification_proposal
  add constraint verification_proposal_two_people check (decided_by is null or decided_by <> proposed_by),
  add constraint verification_proposal_not_oneself check (
    proposed_by <> person_id and (decided_by is null or decided_by <> person_id)
  ),
  add constraint verification_proposal_outcome check (
    (outcome = 'approve' and reason is null) or (outcome = 'reject' and reason is not null)
  ),
  add constraint verification_proposal_decision check (
    num_nulls(decided_at, decision) in (0, 2)
    and (decision is null or decision in ('confirmed', 'returned', 'void'))
    and (decision is null or decision = 'void' or decided_by is not null)
  );
create unique index verification_proposal_one_open on verification_proposal (case_id) where decided_at is null;

-- A clearance exists only when somebody confirmed an approval of its case that another person had proposed.
create function require_confirmed_approval() returns trigger language plpgsql as $$
begin
  if not exists (
    select from verification_proposal p join verification_case c on c.id = p.case_id
    where p.case_id = new.case_id and c.person_id = new.person_id
      and p.outcome = 'approve' and p.decision = 'confirmed' and p.decided_by <> p.proposed_by
  ) then
    raise exception 'a clearance needs an approval confirmed by a second person' using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger clearance_grant_needs_two before insert or update on clearance_grant
  for each row execute function require_confirmed_approval();

-- A document is whole or erased.
alter table document
  add constraint document_size check (size between 1 and 10000000),
  add constraint document_whole_or_erased check (
    (erased_at is null and num_nulls(sha256, salt, ciphertext, wrapped_key, key_id) = 0)
    or (erased_at is not null and num_nonnulls(sha256, salt, ciphertext, wrapped_key, key_id) = 0)
  );

create trigger document_view_append_only before update or delete or truncate on document_view
  for each statement execute function refuse_change();

alter table operator_proof
  add constraint operator_proof_lost check ((task is null) = (lost_at is not null));

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
