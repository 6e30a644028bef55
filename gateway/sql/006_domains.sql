-- migrate:up
-- Domains that merchants say are theirs. Anyone may say so; the TXT record with the row's token proves it, and the newest proof
-- counts: one row a host is verified. Pages of a verified one stand under STORES_DIR/<id>/<version>/.
create table gateway.store_domains (
	id uuid primary key default gen_random_uuid(),
	store_id uuid not null references gateway.stores (id) on delete cascade,
	host text not null,           -- lower case, as DNS has it (xn--…)
	token text not null,
	verified_at timestamptz,
	checked_at timestamptz,
	detail text,                  -- what the last check found
	created_at timestamptz not null default now(),
	unique (store_id, host)
);
create unique index idx_store_domains_verified on gateway.store_domains (host) where verified_at is not null;

-- migrate:down
drop table gateway.store_domains;
