#!/bin/bash
# make run: everything in the foreground, watched over: what dies is started again. Ctrl-C, TERM and HUP stop what this run
# started, and only that, and leave no process. up.sh starts this in the background (STACK_LOCKED: it holds the stack's lock).
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/env.sh"
. "$(dirname "$0")/stores.sh"
. "$(dirname "$0")/daemons.sh"
. "$(dirname "$0")/supervise.sh"

finish() {
	local code=$? name ours=()
	trap '' INT TERM HUP EXIT
	unwatch
	# gateway is last in DAEMONS, and the door closes first.
	for name in "${DAEMONS[@]}"; do
		[ -z "${CHILD_PID[$name]:-}" ] || ours=("$name" "${ours[@]}")
	done
	if [ ${#ours[@]} -gt 0 ]; then
		echo "stopping: ${ours[*]}"
		daemons_stop "${ours[@]}"
		# A daemon that was still starting holds no lock yet.
		for name in "${ours[@]}"; do kill -TERM "${CHILD_PID[$name]}" 2> /dev/null || true; done
	fi
	[ -z "${CHILD_PID[redis]:-}" ] || redis_stop
	[ -z "${CHILD_PID[postgresql]:-}" ] || postgres_stop
	exit "$code"
}

[ "${STACK_LOCKED:-no}" = yes ] || lock_stack
mkdir -p "$RUN_DIR/pids"
exec 8>> "$SUPERVISOR_FILE"
flock -n 8 || die "this stack runs in the background already: make down stops it"
echo $$ > "$SUPERVISOR_FILE"

trap finish EXIT
trap 'exit 0' INT TERM HUP
trap retry_now USR1

load_env
if [ ${#ENV_CHANGED[@]} -gt 0 ] && daemons_running; then
	die "settings changed (${ENV_CHANGED[*]}) while daemons run: make down first"
fi
write_env_file
stores_start
MIGRATE_URL=$PG_ADMIN_URL "$ROOT/deploy/db/migrate.sh"
daemons_start
echo ready >> "$SUPERVISOR_FILE"
[ "${STACK_LOCKED:-no}" = yes ] || unlock_stack
echo "The wizard is at $GATEWAY_URL (Ctrl-C stops it; logs: $RUN_DIR/log)"
supervise
