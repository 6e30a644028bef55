-- migrate:up
-- The address that a version's pages were drawn for: they link there, so the switch of versions brings it along.
alter table gateway.store_configs add column slug text;
update gateway.store_configs c set slug = s.slug from gateway.stores s where s.id = c.store_id;
alter table gateway.store_configs alter column slug set not null;

-- migrate:down
alter table gateway.store_configs drop column slug;
