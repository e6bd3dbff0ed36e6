-- Up to which event the log was trimmed. Not in `stream`: its row is locked by every commit.
create table flashboard.trim (
  one boolean primary key default true check (one),
  seq bigint not null
);
insert into flashboard.trim (seq) values (0);
