#!/bin/bash
# Debian 13 beside the machine's own release: debian13.sh FOLDER COMMAND…
# Makes a tree of it in FOLDER (debootstrap and the packages of deploy/packages.txt from the mirror of the machine's own apt sources;
# FOLDER.tar keeps it for the next time), brings this project's sources up to date in FOLDER/work and runs COMMAND there.
# Mounts and processes live in namespaces of their own: however this ends, they end with it. Needs root.
set -euo pipefail
[ "$(id -u)" = 0 ] || { echo "debian13: a chroot needs root; run this target as root" >&2; exit 1; }
if [ "${DEBIAN13_INSIDE:-}" != yes ]; then
	DEBIAN13_INSIDE=yes exec unshare --mount --propagation private --pid --fork --kill-child "$0" "$@"
fi
cd "$(dirname "$0")/../.."
root=$(realpath -m "$1")
shift

inside() {
	env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 DEBIAN_FRONTEND=noninteractive \
		TERM="${TERM:-dumb}" chroot "$root" "$@"
}

mount_all() {
	mount -t proc proc "$root/proc"
	mount --rbind /dev "$root/dev"
}

install() {
	local sources=/etc/apt/sources.list.d/debian.sources mirror
	if [ -e $sources ]; then
		mirror=$(awk '/^URIs:/ { print $2; exit }' $sources)
	else
		mirror=$(awk '$1 == "deb" { sub(/^deb +(\[[^]]*\] +)?/, ""); print $1; exit }' /etc/apt/sources.list)
	fi
	[ -n "$mirror" ] || { echo "debian13: there is no Debian mirror in /etc/apt" >&2; return 1; }
	rm -rf --one-file-system "$root" "$root.tar"
	debootstrap --variant=minbase trixie "$root" "$mirror"
	mount_all
	printf '#!/bin/sh\nexit 101\n' > "$root/usr/sbin/policy-rc.d"
	chmod +x "$root/usr/sbin/policy-rc.d"
	cp deploy/packages.txt deploy/setup.sh "$root/root/"
	# npm's packages come with the sources: node alone runs the tests.
	# shellcheck disable=SC2016
	inside bash -ec 'apt-get -q update
		apt-get -q -y install --no-install-recommends $(/root/setup.sh --list run build ui unit | grep -vx npm)
		apt-get clean'
	umount "$root/proc"
	umount -R "$root/dev"
	tar -C "$root" --one-file-system -cf "$root.tar.new" .
	mv "$root.tar.new" "$root.tar"
}

if [ ! -e "$root.tar" ] || [ deploy/packages.txt -nt "$root.tar" ]; then
	install > "$root.log" 2>&1 || { tail -n 25 "$root.log" >&2; echo "debian13: cannot make the tree" >&2; exit 1; }
elif [ ! -d "$root/work" ]; then
	rm -rf --one-file-system "$root"
	mkdir -p "$root"
	tar -C "$root" -xf "$root.tar"
fi
mount_all

# What git knows or would add, with its times (make builds only what changed), and what npm and vite made of it.
mkdir -p "$root/work"
sources() {
	git ls-files --cached --others --exclude-standard -z
	find tests/node_modules gateway/ui/dist -print0
}
find "$root/work" -mindepth 1 -maxdepth 1 ! -name build -exec rm -rf {} +
sources | tar --null --no-recursion --ignore-failed-read -T - -cf - | tar -C "$root/work" -xf -
inside bash -c 'cd /work && exec "$@"' debian13 "$@"
