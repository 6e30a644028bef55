-- migrate:up
-- Pictures that merchants sent. What is made of one stands in ASSETS_DIR/<hash>/, which knows nothing of who sent it; a row says
-- whose it is. Taking a row away leaves the files: published stores show them.
create table gateway.assets (
	id uuid primary key default gen_random_uuid(),
	owner uuid not null,
	hash text not null,
	name text not null,         -- of the file, as it was sent: shown to its owner, never a path
	bytes bigint not null,      -- of all files made of it
	picture jsonb not null,     -- what theme-svc found (common/wire/asset.h)
	created_at timestamptz not null default now(),
	unique (owner, hash)
);
create index idx_assets_owner on gateway.assets (owner, created_at desc);

-- migrate:down
drop table gateway.assets;
