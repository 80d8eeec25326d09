alter table fee
  add constraint fee_amount check (cents > 0),
  add constraint fee_currency check (currency ~ '^[a-z]{3}$'),
  add constraint fee_paid_at check ((state = 'paid') = (paid_at is not null));

-- One open visit to the payment page at a time, so that nobody pays one fee twice.
create unique index checkout_one_open on checkout (fee_id) where state = 'open';
