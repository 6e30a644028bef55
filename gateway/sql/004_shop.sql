-- migrate:up
-- What the live version sells, one row a number (sku): written with the switch of versions, so a cart never asks the catalogue.
-- A row is for sale while listed_in is the store's live version.
--
-- Stock: the merchant's number is a count of the day on which it was written. A version brings it in when it is newer than the
-- one that brought the last count, and says another number than that one did; else what has been sold stays sold. So the same
-- catalogue published again, or an older version (undo), never brings back what is gone.
create table gateway.shop_items (
	store_id uuid not null references gateway.stores (id) on delete cascade,
	sku text not null,
	name text not null,
	label text not null default '',  -- of the variant: "Rust / 50 × 70"
	price_minor bigint not null check (price_minor >= 0),
	currency text not null,
	declared bigint,                 -- the last count that a version brought; null: not counted
	declared_by integer not null,    -- that version
	stock bigint check (stock >= 0), -- what is left; null: not counted
	listed_in integer not null,
	primary key (store_id, sku)
);

-- The token itself is in the shopper's browser alone. turn counts the orders made with the cart: a form sent twice says the same.
create table gateway.carts (
	id uuid primary key default gen_random_uuid(),
	store_id uuid not null references gateway.stores (id) on delete cascade,
	token_hash text not null unique, -- SHA-256
	turn integer not null default 1,
	created_at timestamptz not null default now(),
	touched_at timestamptz not null default now()
);
create index idx_carts_touched_at on gateway.carts (touched_at);
create index idx_carts_store_id on gateway.carts (store_id);

create table gateway.cart_lines (
	cart_id uuid not null references gateway.carts (id) on delete cascade,
	sku text not null,
	quantity integer not null check (quantity between 1 and 99),
	place bigint generated always as identity, -- in the order in which they were put in
	primary key (cart_id, sku)
);

alter table gateway.stores add column order_count integer not null default 0;

create table gateway.orders (
	id uuid primary key default gen_random_uuid(),
	store_id uuid not null references gateway.stores (id) on delete cascade,
	number integer not null,            -- counts up in the store
	access_hash text not null unique,   -- SHA-256 of the token in the address of the shopper's page
	version integer not null,           -- that was live
	status text not null check (status in ('new', 'pending', 'paid', 'shipped', 'cancelled')),
	currency text not null,
	total_minor bigint not null,
	name text not null,
	email text not null,
	address text not null,
	postcode text not null default '',
	city text not null,
	country text not null default '',
	note text not null default '',
	created_at timestamptz not null default now(),
	updated_at timestamptz not null default now(),
	seen_at timestamptz,                -- null: the merchant has not looked yet
	payment_reference text,             -- the provider's own id
	pay_url text,                       -- where the shopper pays
	pay_until timestamptz,              -- pending: after that the pieces go back
	unique (store_id, number)
);
create index idx_orders_unseen on gateway.orders (store_id) where seen_at is null;
create index idx_orders_pending on gateway.orders (pay_until) where status = 'pending';
create index idx_orders_payment on gateway.orders (payment_reference) where payment_reference is not null;

-- Frozen as bought.
create table gateway.order_lines (
	order_id uuid not null references gateway.orders (id) on delete cascade,
	place integer not null,
	sku text not null,
	name text not null,
	label text not null,
	unit_minor bigint not null,
	quantity integer not null,
	total_minor bigint not null,
	primary key (order_id, place)
);

create table gateway.messages (
	id uuid primary key default gen_random_uuid(),
	store_id uuid not null references gateway.stores (id) on delete cascade,
	name text not null,
	email text not null,
	body text not null,
	created_at timestamptz not null default now(),
	seen_at timestamptz
);
create index idx_messages_store on gateway.messages (store_id, created_at desc);
create index idx_messages_unseen on gateway.messages (store_id) where seen_at is null;

-- Stores that were live before: as store_go_live does it from now on (shop_items_store.c).
insert into gateway.shop_items (store_id, sku, name, label, price_minor, currency, declared, declared_by, stock, listed_in)
select distinct on (c.store_id, coalesce(v.j, p.j)->>'sku') c.store_id, coalesce(v.j, p.j)->>'sku', coalesce(p.j->>'name', ''),
	coalesce((select string_agg(o.value, ' / ') from jsonb_each_text(v.j->'options') o), ''),
	greatest(coalesce(nullif((v.j->>'price_minor')::numeric, -1), (p.j->>'price_minor')::numeric, 0), 0)::bigint,
	coalesce(p.j->>'currency', c.business_info->>'currency', 'USD'), nullif((coalesce(v.j, p.j)->>'stock')::numeric, -1)::bigint,
	c.version, nullif((coalesce(v.j, p.j)->>'stock')::numeric, -1)::bigint, c.version
from gateway.stores s
join gateway.store_configs c on c.store_id = s.id and c.version = s.live_version
cross join jsonb_array_elements(coalesce(c.product_config->'products', '[]')) with ordinality p(j, n)
left join jsonb_array_elements(p.j->'variants') with ordinality v(j, n) on true
where coalesce(v.j, p.j)->>'sku' <> ''
order by c.store_id, coalesce(v.j, p.j)->>'sku', p.n, v.n;

-- migrate:down
drop table gateway.messages, gateway.order_lines, gateway.orders, gateway.cart_lines, gateway.carts, gateway.shop_items;
alter table gateway.stores drop column order_count;
