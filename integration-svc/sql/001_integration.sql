-- migrate:up
create table integration.integration_status (
	id uuid primary key default gen_random_uuid(),
	session_id uuid references gateway.wizard_sessions (id) on delete cascade,
	integration_type varchar(50) not null,
	provider_name varchar(100) not null,
	status varchar(20) default 'pending',
	configuration jsonb default '{}',     -- settings as given; of secrets a hint
	error_message text,
	last_sync timestamptz,
	created_at timestamptz default now(),
	updated_at timestamptz default now(),
	user_id uuid not null,
	secrets text,                         -- sealed: a JSON object of names and values
	external jsonb not null default '{}', -- the provider's own ids of what we made there
	unique (session_id, integration_type, provider_name)
);
create index idx_integration_status_session_id on integration.integration_status (session_id);

-- migrate:down
drop table integration.integration_status;
