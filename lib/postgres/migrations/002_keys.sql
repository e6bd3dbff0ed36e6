-- Publish keys. A key itself is shown once and never kept.
create table flashboard.keys (
  hash text primary key,
  name text not null,
  prefix text not null,
  scopes text[] not null,
  created_at timestamptz not null
);
