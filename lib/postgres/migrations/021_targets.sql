-- Whether the last attempt found nobody there: it is made again as soon as anything arrives.
alter table flashboard.deliveries add column away boolean not null default false;

-- All that is to be told of the log up to this event was posted.
create table flashboard.told (seq bigint not null);
insert into flashboard.told select head from flashboard.stream;
