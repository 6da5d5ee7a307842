# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# Installs what the demo, the bridge and the tests need from Debian (12 or 13),
# so that nothing starts and nothing stays enabled that was not before.
#
#   packages_install build|demo|bridge|display|test|bench...

POLICY=/usr/sbin/policy-rc.d
POLICY_SAVED=/usr/sbin/policy-rc.d.before-rescue64

packages_for() {
	case $1 in
	build)
		echo make gcc libc6-dev binutils pkg-config linux-libc-dev \
			libklibc-dev libtirpc-dev libnfs-dev libbtrfsutil-dev libext2fs-dev \
			libarchive-dev libsystemd-dev
		;;
	demo)
		echo debootstrap debian-archive-keyring qemu-system-x86 \
			ipxe-qemu nfs-ganesha nfs-ganesha-vfs rpcbind pxelinux \
			syslinux-common memtest86+ iproute2 procps util-linux
		;;
	bridge)
		packages_for demo
		echo isc-dhcp-server tftpd-hpa busybox-static socat
		;;
	display)
		echo qemu-system-gui
		;;
	test)
		packages_for build
		packages_for bridge
		echo perl libcmocka-dev shellcheck clang clang-format cppcheck \
			libclang-rt-dev valgrind dnsmasq-base cpio tcpdump \
			initramfs-tools-core kmod acl attr strace nfs-kernel-server \
			xz-utils dbus-daemon e2fsprogs xfsprogs btrfs-progs libcap2-bin libnfs-utils lz4 zstd lzop kea-dhcp4-server isc-dhcp-relay unbound jq \
			openssl openssh-client
		;;
	bench)
		packages_for build
		echo iproute2 procps tcpdump dnsmasq-base isc-dhcp-server \
			klibc-utils busybox-static dhcpcd-base cpio rsync xfsprogs btrfs-progs e2fsprogs
		;;
	*)
		echo "packages: no list named '$1'" >&2
		return 1
		;;
	esac
}

packages_missing() {
	local package
	for package in $(for purpose; do packages_for "$purpose"; done | tr ' ' '\n' | sort -u); do
		[ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] ||
			echo "$package"
	done
}

# Puts back what an earlier run that was killed has left, or what this one
# found: the file itself (or link), by rename, with owner, mode and times.
policy_restore() {
	if [ -e "$POLICY_SAVED" ] || [ -L "$POLICY_SAVED" ]; then
		mv -fT "$POLICY_SAVED" "$POLICY"
	elif grep -qs '^# temporary, by rescue64' "$POLICY"; then
		rm -f "$POLICY"
	fi
}

policy_block() {
	policy_restore
	if [ -e "$POLICY" ] || [ -L "$POLICY" ]; then
		mv -T "$POLICY" "$POLICY_SAVED" || return 1
	fi
	printf '%s\n' '#!/bin/sh' '# temporary, by rescue64: no service starts' \
		'exit 101' >"$POLICY"
	chmod 755 "$POLICY"
}

# Every way in which this machine starts something at boot.
services_enabled() {
	{
		systemctl list-unit-files --state=enabled --no-legend 2>/dev/null |
			awk '{ print "unit " $1 }'
		find /etc/rc[S2345].d -name 'S*' -printf 'sysv %f\n' 2>/dev/null |
			sed 's/ S[0-9]*/ /'
	} | sort -u
}

# services_disable_new FILE: what is enabled now and is not in FILE.
services_disable_new() {
	local kind name
	services_enabled | comm -13 "$1" - | while read -r kind name; do
		case $kind in
		unit) systemctl --quiet disable "$name" ;;
		sysv) update-rc.d "$name" disable ;;
		esac </dev/null >/dev/null 2>&1
	done
	services_enabled | comm -13 "$1" - | while read -r kind name; do
		echo "packages: $name is enabled now, and was not before" >&2
	done
}

packages_install() (
	mapfile -t missing < <(packages_missing "$@")
	[ "${#missing[@]}" -gt 0 ] || exit 0
	[ "$(id -u)" = 0 ] || {
		echo "packages: not root; missing: ${missing[*]}" >&2
		exit 1
	}
	# One at a time: two runs would save each other's temporary file.
	exec 9>/run/lock/rescue64-packages || exit 1
	flock 9
	before=$(mktemp) || exit 1
	log=$(mktemp) || exit 1
	trap 'policy_restore; services_disable_new "$before"; rm -f "$before" "$log"' EXIT
	trap 'exit 130' INT TERM HUP
	services_enabled >"$before"
	policy_block || exit 1
	export DEBIAN_FRONTEND=noninteractive
	echo "packages: installing ${missing[*]}" >&2
	install=(apt-get -y --no-install-recommends -o Dpkg::Use-Pty=0 install "${missing[@]}")
	# The lists may be old or absent: fetch them where the first try fails.
	"${install[@]}" >"$log" 2>&1 9>&- || {
		apt-get -q update >"$log" 2>&1 9>&- && "${install[@]}" >>"$log" 2>&1 9>&-
	} || {
		tail -n 30 "$log" >&2
		echo "packages: apt-get failed" >&2
		exit 1
	}
)
