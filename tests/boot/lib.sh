# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# shellcheck disable=SC2034 # variables for the tests
#
# What the boot tests share. Kernel and initrd are those of the root that
# rescue64-server has built (qemu/root.sh). Where a test is not about Debian,
# its root is a tiny one of busybox, that stands in seconds.
#
#   boot_begin               what every test needs
#   boot_tiny_root           $TINY; its init puts a root shell on ttyS0
#   boot_net                 a namespace for the servers: net
#   boot_serve TREE [KEY=VALUE...]   as /srv/pxe/rescue64 (server_ganesha)
#   boot_lan SECONDS         in place of QEMU's own network: a bridge with ISC
#                            dhcpd, whose leases last so long; recorded
#   boot_bridge              that bridge without a DHCP server
#   boot_dhcpd SECONDS       starts that dhcpd, where it was stopped: $DHCPD_PID
#   boot_wire                its messages: TIME FROM TO TYPE
#   boot_start APPEND [QEMU OPTION...]    a PC named pc, without PXE
#   boot_shell               waits until the tiny root's shell stands
#   boot_console             the client's lines so far
#   boot_ask COMMAND [SECONDS]       runs it in the guest, prints its output
#   boot_off
#   boot_checks COMMAND...   runs demo or bridge with --check; a case per fact

# shellcheck source=../lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"
# shellcheck source=../../qemu/lib.sh
. "$TOP/qemu/lib.sh"
# shellcheck source=../../qemu/root.sh
. "$TOP/qemu/root.sh"

TUTORIAL_PATH=/srv/pxe/rescue64
NETWORK_LINE="root=/dev/nfs ip=dhcp nfsroot=$ROOT_SERVER:$TUTORIAL_PATH"
BOOT_NETDEV=user,id=net0,net=$ROOT_NETWORK

boot_begin() {
	need_root
	need_program qemu-system-x86_64 ganesha.nfsd busybox debootstrap
	test_begin
	root_prepare "$TOP/build/demo"
}

boot_tiny_root() {
	local applet
	TINY=$LAB/tiny
	mkdir -p "$TINY"/{bin,sbin,etc,proc,sys,dev,run,tmp,root,usr,var}
	cp "$(command -v busybox)" "$TINY/bin/busybox"
	for applet in $(busybox --list); do
		[ "$applet" = busybox ] || ln -s busybox "$TINY/bin/$applet"
	done
	cat >"$TINY/sbin/init" <<-'END'
	#!/bin/sh
	export PATH=/bin:/sbin PS1='tiny# '
	echo "the tiny root's init runs"
	mount -t proc proc /proc 2>/dev/null
	dmesg -n 1
	exec setsid sh -c 'exec cttyhack sh </dev/ttyS0 >/dev/ttyS0 2>&1'
	END
	chmod 755 "$TINY/sbin/init"
}

boot_net() {
	lab_namespace net
}

boot_serve() {
	local tree=$1
	shift
	server_export 64 "$tree" "$TUTORIAL_PATH" >"$LAB/exports"
	# Without v3 nothing asks rpcbind, and a v4-only server has none.
	case " $* " in
	*" protocols=4 "*) ;;
	*) server_rpcbind net ;;
	esac
	server_ganesha net ganesha "$LAB/exports" "$@"
}

boot_lan() {
	need_program dhcpd
	boot_bridge
	boot_dhcpd "$1"
}

boot_bridge() {
	need_program tcpdump
	[ -e /dev/net/tun ] || skip_all "no /dev/net/tun: no tap for a bridge"
	lab_bridge net br0 || lab_die "cannot make a bridge"
	lab_exec net ip addr add "$ROOT_SERVER/24" dev br0
	lab_exec net ip tuntap add tap0 mode tap || lab_die "cannot make tap0"
	lab_exec net ip link set tap0 master br0 up
	BOOT_NETDEV=tap,id=net0,ifname=tap0,script=no,downscript=no
	: >"$LAB/wire.log"
	lab_spawn_in net wire tcpdump --immediate-mode -U -n -i br0 \
		-w "$LAB/wire.pcap" 'udp port 67 or udp port 68 or udp port 69 or udp port 4011'
	wait_for 10 "tcpdump" grep -q 'listening on' "$LAB/wire.log" || exit 1
}

boot_dhcpd() {
	cat >"$LAB/dhcpd.conf" <<-END
	subnet 10.0.2.0 netmask 255.255.255.0 {
		range 10.0.2.100 10.0.2.109;
		option routers $ROOT_SERVER;
		min-lease-time $1;
		default-lease-time $1;
		max-lease-time $1;
		ping-check false;
		dhcp-cache-threshold 0;
	}
	END
	server_dhcpd net br0 "$LAB/dhcpd.conf"
	DHCPD_PID=$LAB_PID
}

boot_wire() {
	tcpdump -nvv -tt -r "$LAB/wire.pcap" 2>/dev/null | awk '
		/^[0-9]/ { time = $1 }
		$2 == ">" { from = $1; to = $3; sub(/:$/, "", to) }
		/DHCP-Message/ { print time, from, to, $NF }'
}

boot_start() {
	local append=$1
	shift
	guest_start pc net -kernel "$ROOT_KERNEL" -initrd "$ROOT_INITRD" \
		-append "$append $ROOT_APPEND panic=-1" -no-reboot \
		-netdev "$BOOT_NETDEV" \
		-device "virtio-net-pci,netdev=net0,mac=52:54:00:64:00:02" \
		-object "filter-dump,id=dump,netdev=net0,file=$LAB/net.pcap,maxlen=192" "$@"
}

boot_shell() {
	guest_wait pc 180 "tiny# " "the tiny root's shell"
	guest_run pc 20 "stty cols 200" >/dev/null
}

boot_console() {
	tr -d '\r' <"$LAB/pc/serial.log" | grep -aE '^rescue64(:| \[)'
}

boot_ask() {
	guest_run pc "${2:-60}" "$1"
}

boot_off() {
	guest_type pc 'poweroff -f\r'
	guest_wait_off pc 30
}

boot_checks() {
	local line status
	while read -r line; do
		case $line in
		"yes "*) pass "${line#yes  }" ;;
		"NO "*) fail "${line#NO   }" ;;
		"status "*) status=${line#status } ;;
		*) diag "$line" ;;
		esac
	done < <("$@"; echo "status $?")
	is "$status" 0 "$(basename "$1") says that all is well"
}

# boot_menu DISK|none: from power-on to the published menu, its bar on the
# first entry; the first key stops its clock.
boot_menu() {
	local disk=()
	[ "$1" = none ] || disk=(-drive "file=$1,format=raw,if=ide")
	guest_start pc net -boot n "${disk[@]}" -device virtio-net-pci,netdev=net0 \
		-netdev "user,id=net0,net=$ROOT_NETWORK,tftp=$ROOT_TFTP,bootfile=pxelinux.0"
	guest_wait_screen pc 60 "Debian Rescue"
	guest_key pc home
}

# A disk whose boot sector writes TEXT with the BIOS (int 10h, ah 0eh).
boot_disk() {
	local code='\xfc\x31\xc0\x8e\xd8\xbe\x18\x7c\xac\x84\xc0\x74\x08\xb4\x0e\x31\xdb\xcd\x10\xeb\xf3\xf4\xeb\xfd'
	{
		printf '%b' "$code"
		printf '%s' "$1"
		head -c $((510 - 24 - ${#1})) /dev/zero
		printf '\x55\xaa'
	} >"$LAB/disk.img"
	truncate -s 1M "$LAB/disk.img"
}

# The published root itself, by the exports that rescue64-server wrote.
boot_serve_published() {
	server_rpcbind net
	server_ganesha net ganesha "$ROOT_EXPORTS"
}

# $SYSVINIT: Debian with sysvinit, kept below build/cache.
boot_sysvinit_root() {
	SYSVINIT=$TOP/build/cache/sysvinit
	[ ! -d "$SYSVINIT" ] || return 0
	mkdir -p "$SYSVINIT.new"
	rm -rf --one-file-system "$SYSVINIT.new"
	root_step "bootstrapping a root with sysvinit" "$LAB/debootstrap.log" \
		debootstrap --variant=minbase \
		--include=sysvinit-core,sysv-rc,initscripts,login,procps \
		trixie "$SYSVINIT.new"
	mv "$SYSVINIT.new" "$SYSVINIT"
}
