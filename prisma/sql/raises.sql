alter table raise
  add constraint raise_amounts check (
    committed >= 0 and confirmed >= 0 and returned >= 0 and delivered >= 0 and released >= 0 and fees_due >= 0
    and entitlement >= 0 and payment_vault >= 0 and sale_vault >= 0 and booked_issuer >= 0 and booked_fee >= 0
  ),
  add constraint raise_closed check ((state = 'closed') = (closed_at is not null)),
  add constraint raise_payment_asset check (payment_asset = coalesce(payment_mint, 'KOII'));

alter table position
  add constraint position_amounts check (
    committed >= 0 and fresh >= 0 and accepted >= 0 and returned >= 0 and delivered >= 0 and deposit >= 0
    and booked_payment >= 0 and booked_tokens >= 0
  );

alter table chain_head add constraint chain_head_one_row check (id = 1);
