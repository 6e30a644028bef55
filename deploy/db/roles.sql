-- The database, its schemas and who may do what. Run by migrate.sh as an administrator, as often as one likes.
-- One schema and one role a service. Roles own nothing: tables belong to wizard_owner, which cannot log in and which
-- migrations act as; a service's role may read and write rows of its own schema and no more. Foreign keys across
-- schemas need no grant to services, since PostgreSQL checks them as the tables' owner.
-- Passwords come from the environment (<SERVICE>_PASSWORD, set by migrate.sh), never from the command line.

SET client_min_messages = warning;
SELECT pg_advisory_lock(902000);

\getenv gateway_pw GATEWAY_PASSWORD
\getenv llm_pw LLM_PASSWORD
\getenv content_pw CONTENT_PASSWORD
\getenv theme_pw THEME_PASSWORD
\getenv integration_pw INTEGRATION_PASSWORD
\getenv analytics_pw ANALYTICS_PASSWORD

SELECT 'CREATE ROLE wizard_owner NOLOGIN' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'wizard_owner') \gexec
SELECT format('CREATE ROLE %I', r) FROM unnest(ARRAY['gateway', 'llm', 'content', 'theme', 'integration', 'analytics']) r
	WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = r) \gexec
SELECT format('ALTER ROLE %I LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOINHERIT PASSWORD %L', r, pw)
	FROM (VALUES ('gateway', :'gateway_pw'), ('llm', :'llm_pw'), ('content', :'content_pw'), ('theme', :'theme_pw'),
		('integration', :'integration_pw'), ('analytics', :'analytics_pw')) v(r, pw) \gexec

SELECT 'CREATE DATABASE wizard OWNER wizard_owner ENCODING ''UTF8'' TEMPLATE template0'
	WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'wizard') \gexec
REVOKE ALL ON DATABASE wizard FROM PUBLIC;
GRANT CONNECT ON DATABASE wizard TO gateway, llm, content, theme, integration, analytics;
-- For people with psql; the services' own path is set on their roles below.
ALTER DATABASE wizard SET search_path = gateway, llm, content, theme, integration, analytics, public;
SELECT format('ALTER ROLE %I IN DATABASE wizard SET search_path = %I, public', r, r)
	FROM unnest(ARRAY['gateway', 'llm', 'content', 'theme', 'integration', 'analytics']) r \gexec

\connect wizard
SET client_min_messages = warning;
-- A new connection is a new session, and the lock is a database's own: taken again here.
SELECT pg_advisory_lock(902000);
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO PUBLIC;
SELECT cmd FROM unnest(ARRAY['gateway', 'llm', 'content', 'theme', 'integration', 'analytics']) r,
	LATERAL (VALUES
		(1, format('CREATE SCHEMA IF NOT EXISTS %I AUTHORIZATION wizard_owner', r)),
		(2, format('GRANT USAGE ON SCHEMA %I TO %I', r, r)),
		(3, format('ALTER DEFAULT PRIVILEGES FOR ROLE wizard_owner IN SCHEMA %I GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO %I', r, r)),
		(4, format('ALTER DEFAULT PRIVILEGES FOR ROLE wizard_owner IN SCHEMA %I GRANT USAGE, SELECT ON SEQUENCES TO %I', r, r))
	) v(n, cmd) ORDER BY r, n \gexec

-- Which migrations ran. The digest tells a file that was edited after it ran.
CREATE TABLE IF NOT EXISTS public.schema_migrations (
	service    text NOT NULL,
	version    text NOT NULL,
	digest     text NOT NULL,
	applied_at timestamptz NOT NULL DEFAULT now(),
	PRIMARY KEY (service, version)
);
ALTER TABLE public.schema_migrations OWNER TO wizard_owner;
