-- Whether the last attempt found nobody there: it is made again as soon as anything arrives.
alter table flashboard.deliveries add column away boolean not null default false;
