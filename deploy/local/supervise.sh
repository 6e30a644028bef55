# The supervisor of a local stack (bash; sourced after daemons.sh by run.sh): whatever of the stack ends is started again, after
# 0.1 s, twice that each time it fails again, 10 s at the most; one that has run for 3 s begins anew with 0.1 s.
# What this shell started is its child, and `wait` tells how it ended. What it found running is watched by a child that
# ends with it. Nothing is looked for: the shell sleeps until a child ends, and counts its children once a second for safety.
# shellcheck shell=bash

BACKOFF_FIRST_MS=100
BACKOFF_MOST_MS=10000
CALM_MS=3000
WATCHED=(postgresql redis "${DAEMONS[@]}")
declare -A WATCHER=() BEGAN=() BACKOFF=() DUE=()

tell() {
	printf '%(%FT%T)T %s\n' -1 "$*"
}

# Ends with a process that is not our child: a lock given back, or a number that is gone.
watch_found() { # NAME
	local pid
	case $1 in
	postgresql) pid=$(head -n 1 "$PG_DIR/data/postmaster.pid") ;;
	redis) pid=$(cat "$RUN_DIR/redis/pid") ;;
	*) exec flock "$RUN_DIR/pids/$1" true ;;
	esac
	while kill -0 "$pid"; do sleep 0.5; done
}

watch() { # NAME PID: this child's end is its end
	WATCHER[$1]=$2
	BEGAN[$1]=$(now_ms)
}

unwatch() {
	local name
	for name in "${!WATCHER[@]}"; do
		[ "${WATCHER[$name]}" = "${CHILD_PID[$name]:-}" ] || kill "${WATCHER[$name]}" 2> /dev/null || true
	done
}

running_already() { # NAME
	case $1 in
	postgresql) postgres_running ;;
	redis) redis_running ;;
	*) locked "$RUN_DIR/pids/$1" ;;
	esac
}

adopt() { # NAME
	watch_found "$1" < /dev/null > /dev/null 2>&1 8>&- 9>&- &
	watch "$1" $!
}

how_it_ended() { # STATUS
	if [ "$1" -gt 128 ] && [ "$1" -lt 193 ]; then
		echo "was killed by SIG$(kill -l "$1")"
	else
		echo "ended with status $1"
	fi
}

again_later() { # NAME WHY
	local ms=${BACKOFF[$1]:-$BACKOFF_FIRST_MS}
	tell "$1 $2; again in $((ms / 1000)).$((ms / 100 % 10)) s"
	DUE[$1]=$(($(now_ms) + ms))
	BACKOFF[$1]=$((ms * 2 < BACKOFF_MOST_MS ? ms * 2 : BACKOFF_MOST_MS))
}

mourn() { # NAME: its watcher has ended
	local pid=${WATCHER[$1]} code=0 how="ended"
	wait "$pid" || code=$?
	[ "$pid" != "${CHILD_PID[$1]:-}" ] || how=$(how_it_ended $code)
	unset "WATCHER[$1]" "CHILD_PID[$1]"
	[ $(($(now_ms) - BEGAN[$1])) -lt $CALM_MS ] || unset "BACKOFF[$1]"
	again_later "$1" "$how"
}

start_again() { # NAME
	local why
	unset "DUE[$1]"
	if running_already "$1"; then
		adopt "$1"
		tell "$1 runs already"
		return
	fi
	case $1 in
	postgresql) postgres_launch ;;
	redis) redis_launch ;;
	*)
		if why=$(daemon_hindered "$1"); then
			again_later "$1" "is not started: $why"
			return
		fi
		daemon_launch "$1"
		;;
	esac
	watch "$1" "${CHILD_PID[$1]}"
	tell "$1 is started again (pid ${CHILD_PID[$1]})"
}

# USR1, from `make up`: somebody has mended something, and waits.
retry_now() {
	local name
	for name in "${!DUE[@]}"; do
		DUE[$name]=0
		unset "BACKOFF[$name]"
	done
}

# Until a child ends, a signal comes, or the next start is due.
doze() {
	local name now left=1000 pid
	now=$(now_ms)
	for name in "${!DUE[@]}"; do
		[ $((DUE[$name] - now)) -ge $left ] || left=$((DUE[$name] - now))
	done
	[ $left -gt 0 ] || return 0
	sleep "$((left / 1000)).$(printf %03d $((left % 1000)))" 8>&- 9>&- &
	pid=$!
	wait -n || true
	kill "$pid" || true
	wait "$pid" || true
}

# bash tells of each killed child in words of its own, so its stderr is closed here; ours is said by tell.
supervise() {
	local name
	for name in "${WATCHED[@]}"; do
		if [ -n "${CHILD_PID[$name]:-}" ]; then watch "$name" "${CHILD_PID[$name]}"; else adopt "$name"; fi
	done
	while :; do
		for name in "${WATCHED[@]}"; do
			if [ -n "${WATCHER[$name]:-}" ] && ! kill -0 "${WATCHER[$name]}" 2> /dev/null; then mourn "$name"; fi
			if [ -n "${DUE[$name]:-}" ] && [ "$(now_ms)" -ge "${DUE[$name]}" ]; then start_again "$name" 2>&1; fi
		done
		doze
	done
} 2> /dev/null
