-- migrate:up
create table theme.theme_recommendations (
	id uuid primary key default gen_random_uuid(),
	session_id uuid references gateway.wizard_sessions (id) on delete cascade,
	theme_id varchar(100) not null,
	theme_name varchar(200) not null,
	industry_category varchar(100),
	recommendation_score float,
	performance_data jsonb,                 -- the points of each part
	customizations jsonb default '{}',
	created_at timestamptz default now()
);
create index idx_theme_recommendations_session_id on theme.theme_recommendations (session_id);

-- migrate:down
drop table theme.theme_recommendations;
