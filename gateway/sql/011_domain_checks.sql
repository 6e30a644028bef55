-- migrate:up
-- A proved domain's record is looked for again now and then. failing_since: it was not there from then on; after a week the domain is nobody's.
alter table gateway.store_domains add column failing_since timestamptz;
alter table gateway.store_domains add column next_check_at timestamptz not null default now() + interval '12 hours';
create index idx_store_domains_check on gateway.store_domains (next_check_at) where verified_at is not null;

-- Folders of domains that were removed: theme-svc is told until it has removed them.
create table gateway.gone_sites (
	site_id uuid primary key,
	next_try_at timestamptz not null default now()
);

-- migrate:down
drop table gateway.gone_sites;
alter table gateway.store_domains drop column next_check_at;
alter table gateway.store_domains drop column failing_since;
