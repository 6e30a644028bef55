#!/bin/bash
# make up: everything in the background; starts only what is missing, returns when every daemon's /readyz says yes.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/env.sh"
. "$(dirname "$0")/stores.sh"
. "$(dirname "$0")/daemons.sh"

# `up.sh stores`: PostgreSQL, Redis and the tables alone, for tests that start daemons of their own.
what=${1:-all}

lock_stack
load_env
if [ ${#ENV_CHANGED[@]} -gt 0 ] && daemons_running; then
	echo "settings changed (${ENV_CHANGED[*]}): starting the daemons again"
	daemons_stop gateway "${DAEMONS[@]}"
fi
write_env_file
stores_start
MIGRATE_URL=$PG_ADMIN_URL "$ROOT/deploy/db/migrate.sh"
[ "$what" = stores ] && exit 0
daemons_start
if [ ${#STARTED_DAEMONS[@]} -eq 0 ]; then
	echo "everything was running already"
else
	echo "started: ${STARTED_DAEMONS[*]}"
fi
echo "The wizard is at $GATEWAY_URL (logs: $RUN_DIR/log)"
