-- migrate:up
create table analytics.wizard_analytics (
	id uuid primary key default gen_random_uuid(), -- the event's own id: the same event twice is one row
	session_id uuid references gateway.wizard_sessions (id) on delete cascade,
	event_type varchar(50) not null,
	event_data jsonb default '{}',
	user_agent text,
	ip_address inet,
	timestamp timestamptz default now()
);
create index idx_wizard_analytics_session_id on analytics.wizard_analytics (session_id);
create index idx_wizard_analytics_event_type on analytics.wizard_analytics (event_type);
create index idx_wizard_analytics_timestamp on analytics.wizard_analytics (timestamp);

-- migrate:down
drop table analytics.wizard_analytics;
