#!/bin/bash
# make run: everything in the foreground. Ctrl-C, TERM and HUP stop what this run started, and only that, and leave no process.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/env.sh"
. "$(dirname "$0")/stores.sh"
. "$(dirname "$0")/daemons.sh"

finish() {
	local code=$?
	trap '' INT TERM HUP EXIT
	if [ ${#STARTED_DAEMONS[@]} -gt 0 ]; then
		echo "stopping: ${STARTED_DAEMONS[*]}"
		# gateway is last in DAEMONS, and the door closes first.
		mapfile -t reversed < <(printf '%s\n' "${STARTED_DAEMONS[@]}" | tac)
		daemons_stop "${reversed[@]}"
		# A daemon that was still starting holds no lock yet.
		kill -TERM "${DAEMON_PID[@]}" 2> /dev/null || true
	fi
	[ $STARTED_REDIS = yes ] && redis_stop
	[ $STARTED_POSTGRES = yes ] && postgres_stop
	exit "$code"
}

trap finish EXIT
trap 'exit 0' INT TERM HUP

lock_stack
load_env
if [ ${#ENV_CHANGED[@]} -gt 0 ] && daemons_running; then
	die "settings changed (${ENV_CHANGED[*]}) while daemons run: make down first"
fi
write_env_file
stores_start
MIGRATE_URL=$PG_ADMIN_URL "$ROOT/deploy/db/migrate.sh"
daemons_start
unlock_stack
echo "The wizard is at $GATEWAY_URL (Ctrl-C stops it; logs: $RUN_DIR/log)"

while :; do
	# wait returns at once for a trapped signal; a sleep in the foreground would not.
	sleep 1 &
	wait $! || true
	for name in "${STARTED_DAEMONS[@]}"; do
		kill -0 "${DAEMON_PID[$name]}" 2> /dev/null && continue
		wait "${DAEMON_PID[$name]}" && code=0 || code=$?
		show_log "$RUN_DIR/log/$name.log"
		die "$name ended by itself (status $code)"
	done
done
