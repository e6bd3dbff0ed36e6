-- What operators changed while servers run. What is not here stands as the environment or a default says.
create table flashboard.settings (
  name text primary key,
  value jsonb not null,
  written_at timestamptz not null
);
