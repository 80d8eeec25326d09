-- What was submitted stays as it was.
create trigger application_version_append_only before update or delete or truncate on application_version
  for each statement execute function refuse_change();

-- Two people decide, and never the applicant. The applicant's id is tied to the application by a foreign key.
alter table review_decision
  add constraint review_decision_two_people check (decided_by <> proposed_by),
  add constraint review_decision_not_own check (proposed_by <> owner_id and decided_by <> owner_id),
  add constraint review_decision_decided check (state in ('open', 'void') or (decided_by is not null and decided_at is not null)),
  add constraint review_decision_open check (state <> 'open' or decided_by is null);
create unique index review_decision_one_open on review_decision (application_id) where state = 'open';

alter table review_sheet
  add constraint review_sheet_version foreign key (application_id, version) references application_version (application_id, number);
alter table review_decision
  add constraint review_decision_version foreign key (application_id, version) references application_version (application_id, number);
alter table listing
  add constraint listing_version foreign key (project_id, version) references application_version (application_id, number),
  add constraint listing_terms_hash check ((terms_hash is null) = (sale_mint is null)),
  add constraint listing_published check (state <> 'published' or (raise_address is not null and terms_hash is not null));

-- What public lists show of a project; the room of raises joins it with its money.
create view project_card as
  select project_id, slug, title, summary, category, team_name, issuer_id as issuer_person_id, listed_at, state, raise_address, terms
  from listing where state <> 'withdrawn';

alter table listing
  add constraint listing_pending check (
    (pending_version is null) = (pending_terms_hash is null) and (pending_version is null or state = 'published')
  );
alter table listing_terms
  add constraint listing_terms_version foreign key (project_id, version) references application_version (application_id, number),
  add constraint listing_terms_number check (number >= 1);
create trigger listing_terms_append_only before update or delete or truncate on listing_terms
  for each statement execute function refuse_change();
