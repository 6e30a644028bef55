# The daemons of a local stack (bash; sourced after env.sh): daemons_start starts what is missing, daemons_stop stops by pid file.
# A daemon writes and locks its own pid file, so a lock that is held is a daemon that lives.
# shellcheck shell=bash

READY_MS=${READY_MS:-10000}
STOP_MS=${STOP_MS:-20000}

# Why it cannot be started, if so. SO_REUSEPORT would let two stacks share a port without a word.
daemon_hindered() {
	if [ ! -x "$BIN_DIR/$1" ]; then
		echo "$BIN_DIR/$1 is not built: run make"
	elif (: < "/dev/tcp/127.0.0.1/$(daemon_port "$1")") 2> /dev/null; then
		echo "$1 cannot have port $(daemon_port "$1"): another program listens there (set $(prefix_of "$1")_PORT)"
	else
		return 1
	fi
}

daemon_launch() {
	local other unset=()
	# A daemon gets the address of its own schema and no other's.
	for other in "${DAEMONS[@]}"; do
		[ "$other" = "$1" ] || unset+=(-u "$(prefix_of "$other")_DATABASE_URL")
	done
	spawn "$1" env "${unset[@]}" "PID_FILE=$RUN_DIR/pids/$1" "$BIN_DIR/$1"
}

daemon_start() {
	local why
	why=$(daemon_hindered "$1") && die "$why"
	daemon_launch "$1"
}

daemon_port() {
	local key
	key=$(prefix_of "$1")_PORT
	echo "${!key}"
}

# Waits until /readyz is 200, or says why not.
daemon_wait() {
	local name=$1 until=$2 pid=${CHILD_PID[$1]:-} log=$RUN_DIR/log/$1.log url
	url=http://127.0.0.1:$(daemon_port "$name")/readyz
	# The pid file is written once its lock is held, so the answer is this daemon's own.
	until { [ -z "$pid" ] || [ "$(cat "$RUN_DIR/pids/$name" 2> /dev/null)" = "$pid" ]; } &&
		curl -fsS -m 1 -o /dev/null "$url" 2> /dev/null; do
		if child_ended "$name"; then
			show_log "$log"
			die "$name ended while starting; its log is $log"
		fi
		if [ "$(now_ms)" -ge "$until" ]; then
			curl -sS -m 1 "$url" >&2 || true
			show_log "$log"
			die "$name did not become ready within $READY_MS ms ($url); its log is $log"
		fi
		sleep 0.03
	done
}

daemons_start() {
	local name until
	until=$(($(now_ms) + READY_MS))
	for name in "${DAEMONS[@]}"; do
		locked "$RUN_DIR/pids/$name" || daemon_start "$name"
	done
	for name in "${DAEMONS[@]}"; do
		daemon_wait "$name" "$until"
	done
}

daemons_running() {
	local name
	for name in "${DAEMONS[@]}"; do
		if locked "$RUN_DIR/pids/$name"; then return 0; fi
	done
	return 1
}

# Stops the named daemons. The door first, to its end: what it has accepted may still call the advisers.
daemons_stop() {
	local name others=()
	for name in "$@"; do
		[ "$name" = gateway ] && daemons_end gateway || others+=("$name")
	done
	[ ${#others[@]} -eq 0 ] || daemons_end "${others[@]}"
}

# TERM to each, then a wait for each, then KILL for what hangs.
daemons_end() {
	local name pid file until
	for name in "$@"; do
		file=$RUN_DIR/pids/$name
		locked "$file" || continue
		pid=$(cat "$file")
		[[ $pid =~ ^[0-9]+$ ]] && kill -TERM "$pid" 2> /dev/null || true
	done
	until=$(($(now_ms) + STOP_MS))
	for name in "$@"; do
		file=$RUN_DIR/pids/$name
		while locked "$file" && [ "$(now_ms)" -lt "$until" ]; do sleep 0.03; done
		if locked "$file"; then
			pid=$(cat "$file")
			echo "$name ($pid) did not end within $STOP_MS ms and is killed; its log is $RUN_DIR/log/$name.log" >&2
			kill -KILL "$pid" 2> /dev/null || true
		fi
	done
}
