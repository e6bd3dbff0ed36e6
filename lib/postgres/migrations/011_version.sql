-- How many batches were committed: what a server read holds for as long as this number stands.
alter table flashboard.stream add column version bigint not null default 0;
