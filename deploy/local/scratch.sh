#!/bin/bash
# Runs a command beside a throwaway stack: scratch.sh COMMAND…
# PostgreSQL and Redis on free ports with fresh, migrated data in a folder of their own; all settings of the stack are in the
# command's environment (MIGRATE_URL: the superuser), so that deploy/local/up.sh, called by the command if it needs daemons,
# completes this very stack. Whatever the command left running there is stopped at the end.
# Nobody starts again what dies there (SUPERVISE=no), unless SUPERVISE=yes is asked for.
# A stack that runs elsewhere on the machine is neither seen nor touched: the outer environment does not come in.
if [ "${SCRATCH_CLEAN:-}" != yes ]; then
	pass=()
	while IFS= read -r line; do
		pass+=("$line")
	done < <(env | grep -E '^(PATH|HOME|USER|TERM|CI|BIN_DIR|CHROMIUM|SHOTS_DIR|TEST_[A-Z_]+|SUPERVISE|CMOCKA_[A-Z_]+|(A|L|T|UB)SAN_OPTIONS|NODE_OPTIONS|LANG)=')
	exec env -i SCRATCH_CLEAN=yes "${pass[@]}" "$0" "$@"
fi
unset SCRATCH_CLEAN

# Ports below the range that the kernel hands out by itself.
port_used() {
	(: < "/dev/tcp/127.0.0.1/$1") 2> /dev/null
}
free_ports() { # COUNT: the first of COUNT free ports in a row
	local base i
	while :; do
		base=$((10000 + RANDOM % 20000))
		for ((i = 0; i < $1; i++)); do
			port_used $((base + i)) && continue 2
		done
		echo $base
		return
	done
}

base=$(free_ports 8)
export POSTGRES_PORT=$base REDIS_PORT=$((base + 1)) GATEWAY_PORT=$((base + 2)) LLM_PORT=$((base + 3)) CONTENT_PORT=$((base + 4))
export THEME_PORT=$((base + 5)) INTEGRATION_PORT=$((base + 6)) ANALYTICS_PORT=$((base + 7))
RUN_DIR=$(mktemp -d /tmp/wizard-scratch.XXXXXX)
chmod 755 "$RUN_DIR" # the postgres user must be able to pass
export RUN_DIR SUPERVISE=${SUPERVISE:-no} ASSETS_SWEEP_S=5 # the test of the sweep does not wait ten minutes

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/env.sh"
. "$(dirname "$0")/stores.sh"

finish() {
	local code=$?
	trap '' EXIT INT TERM HUP
	[ -z "${child:-}" ] || kill -TERM "$child" 2> /dev/null || true
	"$ROOT/deploy/local/down.sh" || code=1
	# What a sanitizer has to say, at exit too, stands in the logs.
	if grep -qsE 'Sanitizer|runtime error:' "$RUN_DIR"/log/*.log; then
		grep -hsE -A 30 'ERROR: |WARNING: ThreadSanitizer|runtime error:' "$RUN_DIR"/log/*.log | head -n 120 >&2
		code=1
	fi
	[ ! -e "$RUN_DIR/pg/socket-dir" ] || rm -rf "$(cat "$RUN_DIR/pg/socket-dir")"
	rm -rf "$(realpath "$RUN_DIR/pg")" "$RUN_DIR"
	exit $code
}
trap finish EXIT
trap 'exit 130' INT TERM HUP

"$ROOT/deploy/local/up.sh" stores > /dev/null
set -a
. "$ENV_FILE"
set +a
postgres_dir
export MIGRATE_URL=$PG_ADMIN_URL

"$@" &
child=$!
wait $child
child=
