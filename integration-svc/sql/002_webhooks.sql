-- migrate:up
create table integration.webhook_inbox (
	id uuid primary key default gen_random_uuid(),
	integration_id uuid not null references integration.integration_status (id) on delete cascade,
	provider varchar(100) not null,
	delivery_id varchar(255) not null, -- the provider's own id of what happened: a delivery repeated has the same
	topic varchar(255) not null,
	payload jsonb not null,            -- as it was signed
	received_at timestamptz not null default now(),
	processed_at timestamptz,          -- null: nobody has acted on it yet
	unique (integration_id, delivery_id)
);
create index idx_webhook_inbox_waiting on integration.webhook_inbox (received_at) where processed_at is null;

-- migrate:down
drop table integration.webhook_inbox;
