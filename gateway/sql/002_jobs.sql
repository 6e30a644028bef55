-- migrate:up
-- Durable jobs (common/web/job.h): the row is the truth, Redis only wakes. attempt counts claims and, with worker, fences
-- every record of the one who holds the lease.
create table gateway.jobs (
	id uuid primary key default gen_random_uuid(),
	type text not null,
	owner uuid not null,
	subject uuid,                    -- what it is about (a wizard session)
	unique_key text,                 -- one live job a key
	payload jsonb not null default '{}',
	status text not null default 'queued' check (status in ('queued', 'running', 'succeeded', 'failed', 'cancelled')),
	progress integer not null default 0 check (progress between 0 and 100),
	priority integer not null default 0, -- higher first
	attempt integer not null default 0,
	max_attempts integer not null,
	worker text,
	lease_until timestamptz,
	run_after timestamptz not null default now(),
	cancel_requested boolean not null default false,
	last_event bigint not null default 0,
	result jsonb,
	error jsonb,
	request_id text,                 -- of the request that asked for it: its log lines carry on here
	traceparent text,
	created_at timestamptz not null default now(),
	updated_at timestamptz not null default now(),
	finished_at timestamptz
);
create unique index idx_jobs_unique_key on gateway.jobs (type, unique_key) where status in ('queued', 'running');
create index idx_jobs_live on gateway.jobs (type, priority desc, run_after) where status in ('queued', 'running');
create index idx_jobs_owner on gateway.jobs (owner);

create table gateway.job_steps (
	job_id uuid not null references gateway.jobs (id) on delete cascade,
	name text not null,
	position integer not null,
	status text not null check (status in ('pending', 'running', 'succeeded', 'failed')),
	started_at timestamptz,
	finished_at timestamptz,
	detail text,
	output jsonb,
	primary key (job_id, name)
);

create table gateway.job_events (
	job_id uuid not null references gateway.jobs (id) on delete cascade,
	seq bigint not null,
	event text not null,
	data jsonb not null,
	created_at timestamptz not null default now(),
	primary key (job_id, seq)
);

-- migrate:down
drop table gateway.job_events;
drop table gateway.job_steps;
drop table gateway.jobs;
