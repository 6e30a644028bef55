# The private PostgreSQL and Redis of a local stack (bash; sourced after env.sh): stores_start, stores_stop.
# Each is started only when it is not running; CHILD_PID says what this shell started.
# shellcheck shell=bash

# Debian keeps the server's programs out of PATH, and a client-only install has the folder too.
postgres_bin() {
	local dir
	for dir in $(printf '%s\n' /usr/lib/postgresql/*/bin | sort -t/ -k5 -rn); do
		[ -x "$dir/postgres" ] && { echo "$dir"; return; }
	done
	die "no PostgreSQL server under /usr/lib/postgresql; deploy/setup.sh run installs it"
}

# The server refuses to run as root, so root steps down to the package's own user.
PG_AS=(env -C / -i LC_ALL=C.UTF-8 PATH=/usr/bin:/bin)
[ "$(id -u)" != 0 ] || PG_AS=(setpriv --reuid=postgres --regid=postgres --clear-groups "${PG_AS[@]}")
as_postgres() {
	"${PG_AS[@]}" "$@"
}

# PG_DIR: RUN_DIR/pg, or a folder in /var/tmp behind a link of that name when the postgres user cannot
# reach RUN_DIR (a checkout below /root, say).
postgres_dir() {
	local link=$RUN_DIR/pg
	if [ ! -e "$link" ]; then
		mkdir "$link"
		if [ "$(id -u)" = 0 ]; then
			chown postgres:postgres "$link"
			if ! as_postgres test -x "$link" 2>/dev/null; then
				rmdir "$link"
				PG_DIR=$(mktemp -d /var/tmp/wizard-pg.XXXXXX)
				chown postgres:postgres "$PG_DIR"
				ln -s "$PG_DIR" "$link"
			fi
		fi
	fi
	PG_DIR=$(realpath "$link")
	chmod 700 "$PG_DIR"
	# A socket's whole path must stay below 108 bytes. The folder is closed to others: who reaches the
	# socket is the superuser, and nobody else can.
	PG_SOCKET=$PG_DIR
	if [ ${#PG_DIR} -gt 80 ]; then
		[ -e "$PG_DIR/socket-dir" ] || as_postgres sh -c "mktemp -d /var/tmp/wizard-sock.XXXXXX > '$PG_DIR/socket-dir'"
		PG_SOCKET=$(cat "$PG_DIR/socket-dir")
		as_postgres mkdir -p -m 700 "$PG_SOCKET"
	fi
	# For psql as the superuser, from migrate.sh and from people.
	PG_ADMIN_URL="postgresql:///postgres?host=$PG_SOCKET&port=$POSTGRES_PORT&user=postgres"
}

postgres_init() {
	local bin=$1
	rm -rf "$PG_DIR/data.new"
	as_postgres "$bin/initdb" -D "$PG_DIR/data.new" -U postgres --auth=trust -E UTF8 --locale=C.UTF-8 \
		> "$RUN_DIR/log/initdb.log" 2>&1 || { show_log "$RUN_DIR/log/initdb.log"; die "initdb failed"; }
	as_postgres sh -c "cat > '$PG_DIR/data.new/pg_hba.conf'" <<-'EOF'
	# The superuser through the socket, whose folder is closed to others; services by password, never as superuser.
	local all    postgres              trust
	host  wizard gateway,llm,content,theme,integration,analytics 127.0.0.1/32 scram-sha-256
	EOF
	mv "$PG_DIR/data.new" "$PG_DIR/data"
}

# Accepting connections, or about to: the socket's folder is this stack's own, so what answers there is too.
postgres_running() {
	local code=0
	[ -e "$RUN_DIR/pg" ] || return 1
	postgres_dir
	"$(postgres_bin)/pg_isready" -q -t 2 -h "$PG_SOCKET" -p "$POSTGRES_PORT" -U postgres -d postgres || code=$?
	[ $code -le "${1:-1}" ]
}

postgres_launch() {
	local bin have
	bin=$(postgres_bin)
	postgres_dir
	[ -e "$PG_DIR/data/PG_VERSION" ] || postgres_init "$bin"
	have=$(cat "$PG_DIR/data/PG_VERSION")
	[ "$bin" = "/usr/lib/postgresql/$have/bin" ] || [ ! -x "/usr/lib/postgresql/$have/bin/postgres" ] ||
		bin=/usr/lib/postgresql/$have/bin
	[ "$bin" = "/usr/lib/postgresql/$have/bin" ] ||
		die "$RUN_DIR/pg holds data of PostgreSQL $have, but only $bin is installed: install postgresql-$have, or remove $RUN_DIR to begin anew"
	spawn postgresql "${PG_AS[@]}" "$bin/postgres" -D "$PG_DIR/data" -p "$POSTGRES_PORT" -k "$PG_SOCKET" \
		-c listen_addresses=127.0.0.1 -c unix_socket_permissions=0700 -c password_encryption=scram-sha-256 -c recovery_init_sync_method=syncfs
}

postgres_start() {
	local until
	postgres_running 0 && return
	postgres_running || postgres_launch
	until=$(($(now_ms) + 30000))
	until postgres_running 0; do
		if [ "$(now_ms)" -ge "$until" ] || child_ended postgresql; then
			show_log "$RUN_DIR/log/postgresql.log"
			die "PostgreSQL did not start on port $POSTGRES_PORT"
		fi
		sleep 0.05
	done
}

postgres_stop() {
	local bin
	[ -e "$RUN_DIR/pg" ] || return 0
	postgres_dir
	[ -e "$PG_DIR/data/PG_VERSION" ] || return 0
	bin=/usr/lib/postgresql/$(cat "$PG_DIR/data/PG_VERSION")/bin
	as_postgres "$bin/pg_ctl" -D "$PG_DIR/data" status > /dev/null 2>&1 || return 0
	as_postgres "$bin/pg_ctl" -D "$PG_DIR/data" -m fast -w -t 30 stop > /dev/null ||
		{ show_log "$PG_DIR/server.log"; die "PostgreSQL did not stop"; }
}

# The number in the pid file is ours only if the Redis on our port says that it is its own.
redis_running() {
	local pid
	pid=$(cat "$RUN_DIR/redis/pid" 2>/dev/null) || return 1
	[ "$(redis-cli -p "$REDIS_PORT" info server 2>/dev/null | sed -n 's/^process_id:\([0-9]*\).*/\1/p')" = "$pid" ]
}

redis_launch() {
	mkdir -p "$RUN_DIR/redis"
	rm -f "$RUN_DIR/redis/pid"
	spawn redis redis-server --port "$REDIS_PORT" --bind 127.0.0.1 --dir "$RUN_DIR/redis" --pidfile "$RUN_DIR/redis/pid" \
		--save '' --appendonly no --daemonize no
}

redis_start() {
	local until
	redis_running && return
	redis_launch
	until=$(($(now_ms) + 5000))
	until redis_running; do
		if [ "$(now_ms)" -ge "$until" ] || child_ended redis; then
			show_log "$RUN_DIR/log/redis.log"
			die "Redis did not start on port $REDIS_PORT"
		fi
		sleep 0.05
	done
}

redis_stop() {
	local pid i
	redis_running || return 0
	pid=$(cat "$RUN_DIR/redis/pid")
	kill -TERM "$pid"
	for ((i = 0; i < 200; i++)); do
		kill -0 "$pid" 2>/dev/null || return 0
		sleep 0.05
	done
	die "Redis ($pid) did not stop; see $RUN_DIR/log/redis.log"
}

stores_start() {
	postgres_start
	redis_start
}

stores_stop() {
	redis_stop
	postgres_stop
}
