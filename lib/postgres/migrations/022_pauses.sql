-- The trail of what was asked: that the promotion of a product be paused, and what became of it.
create table flashboard.pauses (
  no bigint generated always as identity primary key,
  id text not null unique,
  at timestamptz not null,
  product_id text not null,
  name text not null,
  available integer not null,
  oversold integer not null,
  minutes_of_cover double precision,
  reason text not null,
  asked_by text not null,
  dry_run boolean not null,
  outcome text not null,
  targets integer not null
);

-- For the trail of one product, newest first.
create index pauses_of_product on flashboard.pauses (product_id, no);

-- When it was asked for a product last: one row, so that of all who ask at once one is first.
create table flashboard.pause_cool_downs (
  product_id text not null,
  -- Dry runs have a cool-down of their own: one must not hold up what is meant.
  dry_run boolean not null,
  asked_at timestamptz not null,
  targets integer not null,
  primary key (product_id, dry_run)
);
