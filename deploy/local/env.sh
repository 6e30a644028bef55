# The settings of a local stack (bash; sourced after lib.sh): load_env exports every one and writes them to RUN_DIR/env.
# Precedence: the environment, then the file, then generated secrets and defaults. Values that follow from others
# (addresses, folders) are worked out anew at each start unless the environment names them.
# shellcheck shell=bash

random_hex() { # bytes
	od -An -N "$1" -tx1 /dev/urandom | tr -d ' \n'
}

shell_quote() { # bare where that is safe, so that simple readers of KEY=value see the value itself
	if [[ $1 =~ ^[A-Za-z0-9_./:@%+,=?-]*$ ]]; then
		printf '%s' "$1"
	else
		printf "'%s'" "${1//\'/\'\\\'\'}"
	fi
}

declare -a ENV_KEYS=()
declare -A ENV_OLD=()

read_env_file() {
	local line key
	[ -e "$ENV_FILE" ] || return 0
	while IFS= read -r line; do
		[[ $line =~ ^([A-Z][A-Z0-9_]*)= ]] || continue
		key=${BASH_REMATCH[1]}
		ENV_OLD[$key]=$(unset "$key"; eval "$line"; printf '%s' "${!key}")
	done < "$ENV_FILE"
}

keep() { # KEY DEFAULT: environment, else file, else default
	local key=$1
	export "$key=${!key:-${ENV_OLD[$key]:-$2}}"
	ENV_KEYS+=("$key")
}

derive() { # KEY VALUE: environment, else worked out
	local key=$1
	export "$key=${!key:-$2}"
	ENV_KEYS+=("$key")
}

# The password in a URL of the file, so that a restart keeps it.
old_password() {
	local url=${ENV_OLD[$1]:-}
	[[ $url =~ ^postgresql://[^:]*:([0-9a-f]+)@ ]] && echo "${BASH_REMATCH[1]}" || random_hex 16
}

write_env_file() {
	local key new=$ENV_FILE.new
	(
		umask 077
		echo "# Settings of this local stack, as last started; see deploy/settings.md. The environment beats this file."
		for key in "${ENV_KEYS[@]}"; do
			printf '%s=%s\n' "$key" "$(shell_quote "${!key}")"
		done
		# What a person added stays, and reaches the daemons.
		for key in "${!ENV_OLD[@]}"; do
			[[ " ${ENV_KEYS[*]} " == *" $key "* ]] || printf '%s=%s\n' "$key" "$(shell_quote "${!key:-${ENV_OLD[$key]}}")"
		done
	) > "$new"
	chmod 600 "$new"
	mv "$new" "$ENV_FILE"
}

# ENV_CHANGED: the keys whose value differs from the file's, for a running stack to notice.
load_env() {
	local name prefix port=9020 key
	mkdir -p "$RUN_DIR" "$RUN_DIR/log" "$RUN_DIR/pids"
	read_env_file

	keep JWT_SECRET "$(random_hex 32)"
	keep PEER_SECRET "$(random_hex 32)"
	keep SECRET_KEYS "k1:$(random_hex 32)"
	keep LOG_LEVEL info
	keep POSTGRES_PORT 5437
	keep REDIS_PORT 6383
	for name in gateway llm-svc content-svc theme-svc integration-svc analytics-svc; do
		keep "$(prefix_of $name)_PORT" $port
		port=$((port + 1))
	done
	for name in gateway llm-svc content-svc theme-svc integration-svc analytics-svc; do
		prefix=$(prefix_of $name)
		key=${prefix}_PORT
		derive "${prefix}_URL" "http://127.0.0.1:${!key}"
		key=${prefix}_DATABASE_URL
		derive "$key" "postgresql://${prefix,,}:$(old_password "$key")@127.0.0.1:$POSTGRES_PORT/wizard?sslmode=disable"
	done
	derive REDIS_URL "redis://127.0.0.1:$REDIS_PORT"
	derive PUBLIC_URL "$GATEWAY_URL"
	derive STORES_DIR "$RUN_DIR/stores"
	derive UI_DIR "$ROOT/gateway/ui/dist"
	derive THEMES_DIR "$ROOT/theme-svc/themes"
	derive ASSETS_DIR "$RUN_DIR/assets"
	for key in "${!ENV_OLD[@]}"; do # a person's own lines
		[[ " ${ENV_KEYS[*]} " == *" $key "* ]] || export "$key=${!key:-${ENV_OLD[$key]}}"
	done

	ENV_CHANGED=()
	for key in "${ENV_KEYS[@]}"; do
		[ "${ENV_OLD[$key]-${!key}}" = "${!key}" ] || ENV_CHANGED+=("$key")
	done
	mkdir -p "$STORES_DIR" "$ASSETS_DIR"
}
