-- One secret for all servers, made by the first of them: sessions are signed with it.
create table flashboard.session_secret (
  one boolean primary key default true check (one),
  secret text not null
);

-- Sessions that were logged out before they were over.
create table flashboard.ended_sessions (
  id text primary key,
  -- By it servers read only what is new to them.
  no bigint generated always as identity unique,
  forget_at timestamptz not null
);
