-- The log is append-only for everybody who is not the owner of the database, and loud for the owner.
create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only', tg_table_name using errcode = 'restrict_violation';
end $$;

create trigger log_entry_append_only before update or delete or truncate on log_entry
  for each statement execute function refuse_change();
