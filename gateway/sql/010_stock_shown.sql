-- migrate:up
-- Stores whose pages say another stock than there is: what an order takes, and a cancelled one gives back, is counted up in changes when pages
-- tell of it. drawn: the count that the pages stand at. due_at: not before, which spares a store that sells quickly.
create table gateway.stock_changes (
	store_id uuid primary key references gateway.stores (id) on delete cascade,
	changes bigint not null default 1,
	drawn bigint not null default 0,
	due_at timestamptz not null default now() + interval '1 second'
);
create index idx_stock_changes_due on gateway.stock_changes (due_at) where changes > drawn;

-- migrate:down
drop table gateway.stock_changes;
