# Shared by the scripts of this folder (bash; sourced). What a local stack is: a run folder with generated
# settings, a private PostgreSQL and Redis, six daemons. Several stacks live side by side: RUN_DIR and the ports tell them apart.
# shellcheck shell=bash
set -euo pipefail
export LC_ALL=C.UTF-8
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
RUN_DIR=$(realpath -m "${RUN_DIR:-$ROOT/.run}")
ENV_FILE=$RUN_DIR/env
BIN_DIR=$(realpath -m "${BIN_DIR:-$ROOT/build/release}")

# Adviser services first: the gateway is the door, and opens last.
DAEMONS=(llm-svc theme-svc analytics-svc content-svc integration-svc gateway)

die() {
	echo "$*" >&2
	exit 1
}

prefix_of() { # llm-svc → LLM
	local name=${1%-svc}
	echo "${name^^}"
}

show_log() { # the end of a log, for whoever must mend it
	[ -s "$1" ] || return 0
	echo "--- last lines of $1" >&2
	tail -n 12 "$1" >&2
}

# Is the pid file's lock held? Numbers are used again by other processes; locks are not.
locked() {
	[ -e "$1" ] && ! flock -n "$1" true
}

now_ms() {
	echo $((${EPOCHREALTIME/./} / 1000))
}

# What this shell started, by name: postgresql, redis, the daemons.
declare -A CHILD_PID=()

# Starts a command in the background, in a session of its own (Ctrl-C is for the script, which then stops all in order), with
# none of our locks: spawn NAME COMMAND…
spawn() {
	(exec setsid "${@:2}" < /dev/null >> "$RUN_DIR/log/$1.log" 2>&1 8>&- 9>&-) &
	CHILD_PID[$1]=$!
}

child_ended() { # NAME: ours, and gone
	[ -n "${CHILD_PID[$1]:-}" ] && ! kill -0 "${CHILD_PID[$1]}" 2> /dev/null
}

# One command stands for a whole stack at a time: up, down and run of one folder wait for each other.
lock_stack() {
	mkdir -p "$RUN_DIR"
	exec 9> "$RUN_DIR/lock"
	flock -w 120 9 || die "another make is busy with $RUN_DIR"
}

unlock_stack() {
	flock -u 9
}

# Who holds this lock watches over the stack: the first line is its pid, the second says that all was ready once.
SUPERVISOR_FILE=$RUN_DIR/pids/supervisor

# Asks it to stop what it started, and waits.
supervisor_stop() {
	local until
	locked "$SUPERVISOR_FILE" || return 0
	until=$(($(now_ms) + 2 * STOP_MS))
	kill -TERM "$(head -n 1 "$SUPERVISOR_FILE")" 2> /dev/null || true
	while locked "$SUPERVISOR_FILE"; do
		[ "$(now_ms)" -lt "$until" ] || die "the supervisor ($(head -n 1 "$SUPERVISOR_FILE")) does not stop"
		sleep 0.03
	done
}
