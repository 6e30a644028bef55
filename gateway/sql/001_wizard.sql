-- migrate:up
create table gateway.users (
	id uuid primary key default gen_random_uuid(),
	email text not null,
	email_key text not null unique, -- lower case: what sign-in looks for
	name text,
	password_hash text not null,
	created_at timestamptz not null default now(),
	updated_at timestamptz not null default now()
);

-- A refresh token works once; its successor is of the same family. One that comes twice ends the family.
create table gateway.refresh_tokens (
	id uuid primary key default gen_random_uuid(),
	user_id uuid not null references gateway.users (id) on delete cascade,
	family uuid not null,
	token_hash text not null unique, -- SHA-256: the token itself is never kept
	created_at timestamptz not null default now(),
	expires_at timestamptz not null,
	used_at timestamptz,
	revoked_at timestamptz
);
create index idx_refresh_tokens_family on gateway.refresh_tokens (family);
create index idx_refresh_tokens_user_id on gateway.refresh_tokens (user_id);

create table gateway.wizard_sessions (
	id uuid primary key default gen_random_uuid(),
	user_id uuid not null,
	current_step integer default 1,
	configuration jsonb default '{}',
	metadata jsonb default '{}',
	created_at timestamptz default now(),
	updated_at timestamptz default now(),
	completed_at timestamptz,
	completed integer not null default 0, -- bit n-1: step n has been completed
	version bigint not null default 0,    -- counts saves: caches keep the newest
	sealed_credentials text,              -- step 5's, while integration-svc could not be reached
	constraint valid_step check (current_step between 1 and 6)
);
create index idx_wizard_sessions_user_id on gateway.wizard_sessions (user_id);
create index idx_wizard_sessions_updated_at on gateway.wizard_sessions (updated_at);

-- A store is the identity; its versions are rows of store_configs. live_version is the one switch.
create table gateway.stores (
	id uuid primary key default gen_random_uuid(),
	owner uuid not null,
	session_id uuid unique references gateway.wizard_sessions (id) on delete set null,
	slug text not null unique,
	name text not null,
	live_version integer,
	created_at timestamptz not null default now(),
	updated_at timestamptz not null default now()
);
create index idx_stores_owner on gateway.stores (owner);

create table gateway.store_configs (
	id uuid primary key default gen_random_uuid(),
	session_id uuid references gateway.wizard_sessions (id) on delete cascade,
	version integer default 1,
	business_info jsonb not null,
	product_config jsonb default '{}',
	theme_settings jsonb default '{}',
	integrations jsonb default '{}',
	content_data jsonb default '{}',
	seo_config jsonb default '{}',
	created_at timestamptz default now(),
	store_id uuid not null references gateway.stores (id) on delete cascade,
	frozen_by uuid not null,          -- the launch that made it: freezing twice is once
	defaulted_steps integer not null default 0, -- bit n-1: the merchant left step n to us
	published_at timestamptz,
	unique (store_id, version),
	unique (frozen_by)
);
create index idx_store_configs_session_id on gateway.store_configs (session_id);

-- Events for analytics-svc, written with the change that they tell of, shipped in batches.
create table gateway.outbox (
	id bigint generated always as identity primary key,
	event_id uuid not null default gen_random_uuid(),
	session_id uuid,
	event_type text not null,
	event_data jsonb not null default '{}',
	user_agent text,
	ip_address inet,
	created_at timestamptz not null default now()
);

-- migrate:down
drop table gateway.outbox;
drop table gateway.store_configs;
drop table gateway.stores;
drop table gateway.wizard_sessions;
drop table gateway.refresh_tokens;
drop table gateway.users;
