-- migrate:up
-- One row a subject and Idempotency-Key: the claim of a request, then its reply (common/web/idem.c). Gone after a day.
create table idempotency_keys (
	subject text not null,
	key text not null,
	request_hash text not null,              -- SHA-256 of address and body
	status integer,                          -- null while the request is being worked on
	reply text,                              -- content type, headers and body, sealed, null when too large
	claimed_at timestamptz not null default now(),
	expires_at timestamptz not null default now() + interval '24 hours',
	primary key (subject, key)
);
create index idx_idempotency_keys_expires_at on idempotency_keys (expires_at);

-- migrate:down
drop table idempotency_keys;
