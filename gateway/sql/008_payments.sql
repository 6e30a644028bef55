-- migrate:up
-- Orders that wait for their payment are looked at in turn.
alter table gateway.orders add column looked_at timestamptz not null default now();
create index idx_orders_looked on gateway.orders (looked_at) where status = 'pending';

-- migrate:down
drop index gateway.idx_orders_looked;
alter table gateway.orders drop column looked_at;
