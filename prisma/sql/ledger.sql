alter table transfer
  add constraint transfer_units check (units > 0 and units < 18446744073709551616),
  add constraint transfer_two_accounts check (from_account <> to_account),
  add constraint transfer_account_form check (from_account ~ '^[a-z]+:.+' and to_account ~ '^[a-z]+:.+');

-- Books are corrected by a further transfer, never by changing one.
create trigger transfer_append_only before update or delete or truncate on transfer
  for each statement execute function refuse_change();
