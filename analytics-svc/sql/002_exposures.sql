-- migrate:up
-- Visitors and orders of a test are counted by the test; they are not looked for among all that ever happened.
create index idx_wizard_analytics_experiment on analytics.wizard_analytics ((event_data->>'experiment_id'))
	where event_type in ('experiment_exposure', 'purchase');

-- migrate:down
drop index analytics.idx_wizard_analytics_experiment;
