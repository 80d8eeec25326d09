-- Signs of life of the processes; nothing else reads or writes it.
create table heartbeat (
  process text primary key,
  at timestamptz not null
);
