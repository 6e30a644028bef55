-- migrate:up
-- The process that works on it (common/web/instance.h): its successor sets it free.
alter table idempotency_keys add column claimed_by text;

-- migrate:down
alter table idempotency_keys drop column claimed_by;
