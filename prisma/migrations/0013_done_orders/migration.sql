-- Orders of before whose transaction is final are done; a new value of an enum can be used from the next migration on.
update guardian_order set state = 'done', done_at = intent.changed_at
  from intent where intent.id = guardian_order.intent_id and guardian_order.state = 'confirmed' and intent.state = 'finalized';
