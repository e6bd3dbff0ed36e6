-- Refused deliveries that nobody signed, since the last one that was taken, and when the last of them
-- came: anybody can send them, so they must hide nothing of those that the source signed.
alter table flashboard.sources
  add column unsigned_in_a_row bigint not null default 0,
  add column unsigned_at bigint;
