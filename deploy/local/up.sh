#!/bin/bash
# make up: everything in the background, watched over by a run.sh there; starts only what is missing, returns when every daemon's
# /readyz says yes. SUPERVISE=no: nobody watches, for tests that kill daemons and expect them to stay dead.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/env.sh"
. "$(dirname "$0")/stores.sh"
. "$(dirname "$0")/daemons.sh"

# `up.sh stores`: PostgreSQL, Redis and the tables alone, for tests that start daemons of their own.
what=${1:-all}

lock_stack
load_env
if [ ${#ENV_CHANGED[@]} -gt 0 ] && { daemons_running || locked "$SUPERVISOR_FILE"; }; then
	echo "settings changed (${ENV_CHANGED[*]}): starting the daemons again"
	supervisor_stop
	daemons_stop "${DAEMONS[@]}"
fi
write_env_file

missing=()
for name in "${DAEMONS[@]}"; do
	locked "$RUN_DIR/pids/$name" || missing+=("$name")
done

if [ "$what" = stores ] || [ "${SUPERVISE:-yes}" = no ]; then
	stores_start
	MIGRATE_URL=$PG_ADMIN_URL "$ROOT/deploy/db/migrate.sh"
	[ "$what" = stores ] && exit 0
	daemons_start
elif locked "$SUPERVISOR_FILE"; then
	kill -USR1 "$(head -n 1 "$SUPERVISOR_FILE")"
	until=$(($(now_ms) + READY_MS))
	for name in "${DAEMONS[@]}"; do
		daemon_wait "$name" "$until"
	done
else
	: > "$RUN_DIR/log/supervisor.log"
	: > "$SUPERVISOR_FILE" # what an earlier one said there is over
	STACK_LOCKED=yes spawn supervisor "$ROOT/deploy/local/run.sh"
	until [ "$(sed -n 2p "$SUPERVISOR_FILE")" = ready ]; do
		if child_ended supervisor; then
			cat "$RUN_DIR/log/supervisor.log" >&2
			die "the stack did not start"
		fi
		sleep 0.03
	done
fi

if [ ${#missing[@]} -eq 0 ]; then
	echo "everything was running already"
else
	echo "started: ${missing[*]}"
fi
echo "The wizard is at $GATEWAY_URL (logs: $RUN_DIR/log)"
