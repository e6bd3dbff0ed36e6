-- What shops' own systems tell: revisions of orders, refunds, counted levels.
alter table flashboard.orders add column revised_at bigint;

-- What was counted by place, and what was taken since; null for a level that was set.
alter table flashboard.stock add column counted json;

create table flashboard.refunds (
  id text primary key,
  order_id text not null,
  data json not null
);
create index on flashboard.refunds (order_id);

-- Which product a stock system's item is, or what was counted of it before anybody said so.
create table flashboard.items (
  item text primary key,
  data json not null
);

-- The shop's history by minute (minutes since 1970 UTC), kept as it goes; money in minor units.
create table flashboard.minutes (
  minute bigint not null,
  currency text not null,
  orders bigint not null,
  units bigint not null,
  revenue numeric not null,
  refunded numeric not null,
  primary key (minute, currency)
);
