#!/bin/bash
# Brings the database up to the tree's tables: roles and schemas (roles.sql), then for each service the shared tables
# (common/sql/*.sql, once in each schema) and its own (<service>/sql/*.sql), gateway's first, in the order of the names.
# Files are in dbmate's form: `-- migrate:up` (or `-- migrate:up transaction:false`) and `-- migrate:down`. What ran stands in
# public.schema_migrations. Any number may run at once: an advisory lock lets one pass, and the others find nothing to do.
#
#	MIGRATE_URL                      an administrator's address of the server (any database of it)
#	GATEWAY_DATABASE_URL, LLM_… …    the services' addresses; their roles get the passwords found there
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
: "${MIGRATE_URL:?an administrator\'s address, postgresql://…}"
services=(gateway llm-svc content-svc theme-svc integration-svc analytics-svc)

schema_of() {
	echo "${1%-svc}"
}

password_of() { # of a URL; %XX decoded
	local rest=${1#*://} userinfo
	userinfo=${rest%@*}
	[[ $rest == *@* && $userinfo == *:* ]] || return 1
	printf '%b' "$(printf '%s' "${userinfo#*:}" | sed 's/\\/\\\\/g; s/%\([0-9A-Fa-f][0-9A-Fa-f]\)/\\x\1/g')"
}

for service in "${services[@]}"; do
	schema=$(schema_of "$service")
	key=${schema^^}_DATABASE_URL
	password=$(password_of "${!key:-}") || { echo "migrate: $key is unset or holds no password" >&2; exit 1; }
	export "${schema^^}_PASSWORD=$password"
done

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
plan=$work/plan.sql
export PGOPTIONS='-c client_min_messages=warning' PGCONNECT_TIMEOUT=10

# Keeps the up part and blanks the rest, so that psql's line numbers are those of the file.
up_part() {
	awk '/^-- *migrate:up/ { up = 1; print ""; next } /^-- *migrate:down/ { up = 0 } { print up ? $0 : "" }' "$1"
}

# One psql session asks for each file whether it ran, and runs it if not: the lock covers the question and the deed.
plan_file() { # schema, version, file
	local schema=$1 version=$2 file=$3 digest copy=$work/${3#"$root"/} whole=yes
	grep -q '^-- *migrate:up' "$file" || { echo "migrate: $file has no line '-- migrate:up'" >&2; exit 1; }
	grep -q '^-- *migrate:up.*transaction:false' "$file" && whole=no
	digest=$(sha256sum "$file" | cut -c1-16)
	mkdir -p "$(dirname "$copy")"
	up_part "$file" > "$copy"
	cat >> "$plan" <<-EOF
	SELECT count(*) = 0 AS pending, coalesce(max(digest), '$digest') <> '$digest' AS edited
		FROM public.schema_migrations WHERE service = '$schema' AND version = '$version' \gset
	\if :edited
	\warn migrate: ${file#"$root"/} was edited after it ran; the tables are those of the old text
	\endif
	\if :pending
	\echo migrate: $schema ${file#"$root"/}
	$([ $whole = yes ] && echo 'BEGIN;')
	SET ROLE wizard_owner;
	SET search_path = $schema, public;
	\i ${file#"$root"/}
	INSERT INTO public.schema_migrations (service, version, digest) VALUES ('$schema', '$version', '$digest');
	$([ $whole = yes ] && echo 'COMMIT;')
	RESET ROLE;
	RESET search_path;
	\endif
	EOF
}

echo '\connect wizard' > "$plan"
echo "SELECT pg_advisory_lock(902001);" >> "$plan"
shopt -s nullglob
for service in "${services[@]}"; do
	schema=$(schema_of "$service")
	for file in "$root"/common/sql/*.sql; do
		plan_file "$schema" "common/$(basename "$file" .sql)" "$file"
	done
	for file in "$root/$service"/sql/*.sql; do
		plan_file "$schema" "$(basename "$file" .sql)" "$file"
	done
done

run() {
	(cd "$work" && psql -X -q -A -t -v ON_ERROR_STOP=1 -f "$1" "$MIGRATE_URL") > "$work/out" || {
		echo "migrate: failed; what went before stands, this file's transaction does not" >&2
		exit 1
	}
	grep '^migrate:' "$work/out" || true
}
run "$root/deploy/db/roles.sql"
run "$plan"
