-- The log, and the state that a batch needs to be decided. One schema, so that a shop may share a database.

-- One row: its lock puts writers one behind the other, which makes `seq` gapless and in commit order.
create table flashboard.stream (
  one boolean primary key default true check (one),
  epoch text not null,
  head bigint not null
);
insert into flashboard.stream (epoch, head)
values (substr(md5(random()::text || clock_timestamp()::text), 1, 8), 0);

-- `json`, not `jsonb`: what was published is told on as it was, key order included.
create table flashboard.events (
  seq bigint primary key,
  channel text not null,
  at timestamptz not null,
  data json not null
);

create table flashboard.orders (
  id text primary key,
  fingerprint text not null,
  data json not null
);

create table flashboard.stock (
  product_id text primary key,
  name text,
  available bigint not null,
  threshold bigint,
  alarm text not null
);

create table flashboard.receipts (
  key text primary key,
  fingerprint text not null,
  receipt json not null,
  at timestamptz not null
);

create table flashboard.checkpoints (
  version integer primary key,
  seq bigint not null,
  board text not null
);
