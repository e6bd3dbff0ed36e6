-- What cannot be counted afterwards, once a minute (since 1970 UTC).
create table flashboard.gauges (
  minute integer primary key,
  -- Null when presence could not be counted.
  active_users integer,
  units_at_risk bigint not null
);
