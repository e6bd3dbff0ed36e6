-- One order, one transaction: the rows that the server writes for one order of two products.
\set id random(1, 1000000000000)
begin;
select epoch, head from flashboard.stream for update;
insert into flashboard.orders (id, fingerprint, data)
values ('bench-' || :client_id || '-' || :id, '0123456789abcdef0123456789abcdef', '{"id":"bench-0-1","currency":"USD","total":"39.90","placedAt":"2026-11-24T09:00:00.000Z","items":[{"productId":"p1","name":"Mug","quantity":1,"price":"19.95"},{"productId":"p2","name":"Cup","quantity":1,"price":"19.95"}],"customer":"Ada L.","status":"placed","day":"2026-11-24"}')
on conflict (id) do nothing;
update flashboard.stock set available = available - 1 where product_id = 'p1';
update flashboard.stock set available = available - 1 where product_id = 'p2';
insert into flashboard.events (seq, channel, at, data)
select head + 1, 'orders', now(), '{"id":"bench-0-1","currency":"USD","total":"39.90","placedAt":"2026-11-24T09:00:00.000Z","items":[{"productId":"p1","name":"Mug","quantity":1,"price":"19.95"},{"productId":"p2","name":"Cup","quantity":1,"price":"19.95"}],"customer":"Ada L.","status":"placed","day":"2026-11-24"}'::json from flashboard.stream
union all select head + 2, 'inventory', now(), '{"productId":"p1","name":"Mug","available":999999,"threshold":10}' from flashboard.stream
union all select head + 3, 'inventory', now(), '{"productId":"p2","name":"Cup","available":999999,"threshold":10}' from flashboard.stream;
update flashboard.stream set head = head + 3;
commit;
