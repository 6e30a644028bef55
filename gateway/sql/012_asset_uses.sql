-- migrate:up
-- Which frozen version of a store shows which uploaded picture: files that no version and no merchant has are taken away in time.
create table gateway.asset_uses (
	hash text not null,
	config_id uuid not null references gateway.store_configs (id) on delete cascade,
	primary key (hash, config_id)
);
create index idx_asset_uses_config_id on gateway.asset_uses (config_id);
create index idx_assets_hash on gateway.assets (hash);

-- Products may be many: only their pictures are looked at. All else is short: its text is.
create function gateway.asset_hashes(c gateway.store_configs) returns setof text language sql stable as $$
	select distinct substring(u from '^/media/([0-9a-f]{64})/')
	from (
		select jsonb_path_query(c.product_config, '$.products[*].images[*].url') #>> '{}'
		union all
		select m[1] from regexp_matches(
			concat_ws(' ', c.business_info, c.theme_settings, c.content_data, c.seo_config), '(/media/[0-9a-f]{64}/)', 'g') m
	) t (u)
	where u ~ '^/media/[0-9a-f]{64}/'
$$;

create function gateway.note_asset_uses() returns trigger language plpgsql as $$
begin
	insert into gateway.asset_uses select h, new.id from gateway.asset_hashes(new) h;
	return null;
end
$$;
create trigger note_asset_uses after insert on gateway.store_configs for each row execute function gateway.note_asset_uses();
insert into gateway.asset_uses select h, c.id from gateway.store_configs c, gateway.asset_hashes(c) h;

-- migrate:down
drop trigger note_asset_uses on gateway.store_configs;
drop function gateway.note_asset_uses;
drop function gateway.asset_hashes;
drop index gateway.idx_assets_hash;
drop table gateway.asset_uses;
