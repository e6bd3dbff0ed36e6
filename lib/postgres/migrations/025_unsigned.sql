-- Refused deliveries that nobody signed, since the last one that was taken, and when the last of them
-- came: anybody can send them, so they must hide nothing of those that the source signed.
alter table flashboard.sources
  add column unsigned_in_a_row bigint not null default 0,
  add column unsigned_at bigint;

-- Versions before counted them among the others, and these would now be failures of the source's own.
update flashboard.sources set
  unsigned_in_a_row = failures_in_a_row, unsigned_at = failed_at,
  failures_in_a_row = 0, failed_at = null, failure = null
where failure = 'It is not signed with the secret, or was signed too long ago';
