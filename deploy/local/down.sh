#!/bin/bash
# make down: stops the supervisor, the daemons, then Redis and PostgreSQL, each by its own pid file. Data and settings stay in RUN_DIR.
. "$(dirname "$0")/lib.sh"
[ -e "$ENV_FILE" ] || { echo "nothing to stop: there is no $ENV_FILE"; exit 0; }
# The stack that runs is the one in the file, whatever this shell's environment says.
for key in $(sed -n 's/^\([A-Z][A-Z0-9_]*\)=.*/\1/p' "$ENV_FILE"); do unset "$key"; done
. "$(dirname "$0")/env.sh"
. "$(dirname "$0")/stores.sh"
. "$(dirname "$0")/daemons.sh"

lock_stack
load_env
# First who would start again what stops.
supervisor_stop
daemons_stop "${DAEMONS[@]}"
stores_stop
