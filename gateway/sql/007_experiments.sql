-- migrate:up
-- A/B tests of a store's design. The control is the live version; every other variant is a version of its own (a rendition), drawn like any
-- other, that differs in its look alone. A test is shown while the version that it was begun with is live.
create table gateway.experiments (
	id uuid primary key default gen_random_uuid(),
	store_id uuid not null references gateway.stores (id) on delete cascade,
	name text not null,
	status text not null default 'draft' check (status in ('draft', 'running', 'stopped')),
	version integer,                   -- that was live when it began
	created_at timestamptz not null default now(),
	started_at timestamptz,
	stopped_at timestamptz
);
create index idx_experiments_store_id on gateway.experiments (store_id);
create unique index idx_experiments_running on gateway.experiments (store_id) where status = 'running';

create table gateway.experiment_variants (
	id uuid primary key default gen_random_uuid(),
	experiment_id uuid not null references gateway.experiments (id) on delete cascade,
	position integer not null,         -- 0: the control
	name text not null,
	weight integer not null check (weight between 0 and 100),
	settings jsonb not null default '{}',
	version integer,                   -- its rendition, once the test has begun
	unique (experiment_id, position)
);

alter table gateway.store_configs add column rendition_of integer; -- the version that it is a variant of

-- migrate:down
alter table gateway.store_configs drop column rendition_of;
drop table gateway.experiment_variants;
drop table gateway.experiments;
