-- migrate:up
-- Which variant of a running experiment the shopper had seen when the order was placed; null: none, or the shopper asks not to be tracked.
alter table gateway.orders add column experiment_id uuid references gateway.experiments (id) on delete set null;
alter table gateway.orders add column variant integer;

-- migrate:down
alter table gateway.orders drop column variant;
alter table gateway.orders drop column experiment_id;
