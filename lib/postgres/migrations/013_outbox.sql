-- Who outside is told of what happens.
create table flashboard.targets (
  id text primary key,
  kind text not null,
  name text not null,
  -- Where it is, and its secrets.
  config json not null,
  types text[] not null,
  least_severity text not null,
  created_at timestamptz not null,
  -- Why nothing is sent to it; null while it is told.
  disabled text,
  delivered_at timestamptz,
  failed_at timestamptz,
  failure text,
  -- The server that sends to it has it until then, so that one sends at a time.
  taken_until timestamptz,
  -- It asked to be left alone until then.
  rests_until timestamptz
);

-- What each is told. A key is told once, ever.
create table flashboard.deliveries (
  id text primary key,
  no bigint generated always as identity,
  target text not null references flashboard.targets on delete cascade,
  key text not null,
  subject text not null,
  notice json not null,
  created_at timestamptz not null default now(),
  attempts integer not null default 0,
  next_at timestamptz not null default now(),
  -- Delivered, or given up with the last error; null while it waits.
  done_at timestamptz,
  failed_at timestamptz,
  error text,
  unique (target, key)
);
create index deliveries_waiting on flashboard.deliveries (target, no)
  where done_at is null and failed_at is null;
create index deliveries_created on flashboard.deliveries (created_at);
create index deliveries_done on flashboard.deliveries (target, done_at);
