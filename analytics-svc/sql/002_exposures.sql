-- migrate:up
-- A test's visitors are counted whenever somebody looks at it, among those of all stores.
create index idx_wizard_analytics_exposures on analytics.wizard_analytics ((event_data->>'experiment_id'))
	where event_type = 'experiment_exposure';

-- migrate:down
drop index analytics.idx_wizard_analytics_exposures;
