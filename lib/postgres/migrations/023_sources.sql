-- How the deliveries of each source fare; times are ms since 1970 UTC. What is kept of a refused one is why, never what was in it.
create table flashboard.sources (
  source text primary key,
  deliveries bigint not null,
  failures bigint not null,
  -- Since the last delivery that was taken.
  failures_in_a_row bigint not null,
  delivered_at bigint,
  -- When its source says that what the last delivery tells happened, and how long before it came.
  event_at bigint,
  lag_ms bigint,
  failed_at bigint,
  failure text
);

-- What came hour by hour (hours since 1970 UTC): who usually tells more is silent now.
create table flashboard.source_hours (
  source text not null,
  hour bigint not null,
  deliveries bigint not null,
  primary key (source, hour)
);
