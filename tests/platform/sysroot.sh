#!/bin/bash
# The libraries of another architecture, unpacked in a folder: sysroot.sh ARCH FOLDER PACKAGE…
# Asks the Debian mirror of this machine's own apt sources, with lists and a cache of its own beside the folder: neither the
# machine's packages nor its architectures change, and no root is needed.
set -euo pipefail
arch=$1 folder=$2
shift 2

sources=/etc/apt/sources.list.d/debian.sources
[ -e $sources ] || sources=/etc/apt/sources.list
[ -e $sources ] || { echo "sysroot: there are no Debian sources in /etc/apt" >&2; exit 1; }

rm -rf "$folder" "$folder.apt"
mkdir -p "$folder.apt"/{state/lists,cache/archives}/partial "$folder"
own=$(realpath "$folder.apt")
: > "$own/status"
apt() {
	apt-get -q -o Dir::State="$own/state" -o Dir::State::status="$own/status" -o Dir::Cache="$own/cache" \
		-o Dir::Etc::SourceList=$sources -o Dir::Etc::SourceParts=/dev/null -o Debug::NoLocking=1 -o APT::Sandbox::User= \
		-o APT::Architecture="$arch" -o APT::Architectures="$arch" "$@" > "$own/log" 2>&1 ||
		{ tail -n 25 "$own/log" >&2; echo "sysroot: apt-get failed" >&2; exit 1; }
}
apt update
apt install -y --no-install-recommends --download-only "$@"
for package in "$own"/cache/archives/*.deb; do dpkg -x "$package" "$folder"; done
rm -rf "$own"
