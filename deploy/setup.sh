#!/bin/bash
# Installs the Debian packages of the named groups of deploy/packages.txt that are missing: setup.sh run build [unit ui test tools image]
# Does nothing, quickly, where all are there. `setup.sh --list GROUP…` prints the names for this release and installs nothing.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)

list_only=no
[ "${1:-}" = --list ] && { list_only=yes; shift; }

installed() {
	[ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

# The names of one entry that count: all alternatives while looking, the first known to apt when installing.
pick() {
	local name
	for name in ${1//|/ }; do
		if apt-cache show "$name" >/dev/null 2>&1; then echo "$name"; return; fi
	done
	echo "${1%%|*}"
}

entries() {
	local group package unless wanted=" $* "
	while read -r group package unless; do
		case "$group" in ''|'#'*) continue ;; esac
		[[ $wanted == *" $group "* ]] || continue
		if [ -n "$unless" ] && [ $list_only = no ] && command -v "${unless#unless=}" >/dev/null; then continue; fi
		echo "$package"
	done < "$here/packages.txt"
}

missing() {
	local entry name found
	for entry in $(entries "$@"); do
		found=no
		for name in ${entry//|/ }; do installed "$name" && { found=yes; break; }; done
		[ $found = yes ] || echo "$entry"
	done
}

if [ $list_only = yes ]; then
	for entry in $(entries "$@"); do pick "$entry"; done
	exit 0
fi

if ! command -v dpkg-query >/dev/null; then
	echo "setup: this is not Debian; install what deploy/packages.txt lists and run make with SETUP=no" >&2
	exit 1
fi

lacking=$(missing "$@")
[ -n "$lacking" ] || exit 0

as_root=()
if [ "$(id -u)" != 0 ]; then
	if command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
		as_root=(sudo -n)
	elif command -v sudo >/dev/null && [ -t 0 ]; then
		as_root=(sudo)
	else
		names=$(for entry in $lacking; do pick "$entry"; done | tr '\n' ' ')
		echo "setup: packages are missing, and only root can install them. Run this once as root, then again:" >&2
		echo "    apt-get update && apt-get install -y --no-install-recommends $names" >&2
		exit 1
	fi
fi

# apt-get's chatter is shown only when it fails.
log=$(mktemp)
trap 'rm -f "$log"' EXIT
apt() {
	"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=300 "$@" > "$log" 2>&1 ||
		{ tail -n 25 "$log" >&2; echo "setup: apt-get $1 failed" >&2; exit 1; }
}
apt update
names=()
for entry in $lacking; do names+=("$(pick "$entry")"); done
echo "setup: installing ${names[*]}"
apt install --no-install-recommends "${names[@]}"
