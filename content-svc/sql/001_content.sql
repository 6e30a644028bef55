-- migrate:up
create table content.generated_content (
	id uuid primary key default gen_random_uuid(),
	store_id uuid references gateway.store_configs (id) on delete cascade,
	content_type varchar(50) not null,
	content_data jsonb not null,
	prompt_used text,
	model_used varchar(50),
	quality_score float,
	user_rating integer check (user_rating between 1 and 5),
	generated_at timestamptz default now(),
	updated_at timestamptz default now(),
	user_id uuid not null,          -- whom it was written for
	session_id uuid                 -- the wizard session, when it came from one
);
create index idx_generated_content_store_id on content.generated_content (store_id);
create index idx_generated_content_type on content.generated_content (content_type);

-- migrate:down
drop table content.generated_content;
