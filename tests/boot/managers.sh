# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# A Debian root in which one network manager is enabled, on a PC with two NICs:
# the root's, on a segment behind whose router the server is, and another on a
# segment of its own, where a DHCP server offers an address, a default route
# and a name server that knows nothing.
#
#   managers_begin UNIT resolved|no-resolved    the root's tree is $TREE
#   managers_start           boots it
#   managers_check WHEN      the root, its address, route and names are there
#   managers_claim SERVICE   all that is claimed of a manager, from its start

# shellcheck source=lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
MANAGERS_SERVER=10.9.0.1
ROOT_MAC=52:54:00:64:00:02
OTHER_MAC=52:54:00:64:00:03
STOPPED=20
[ "${RESCUE64_LONG:-0}" = 0 ] || STOPPED=600

# Debian with every network manager, kept below build/cache.
managers_root() {
	MANAGERS=$TOP/build/cache/managers
	[ ! -d "$MANAGERS" ] || return 0
	mkdir -p "$MANAGERS.new"
	rm -rf --one-file-system "$MANAGERS.new"
	root_step "bootstrapping a root with network managers" "$LAB/debootstrap.log" \
		debootstrap --variant=minbase --include="$(printf '%s,' systemd-sysv \
			udev dbus kmod login procps iproute2 libpam-systemd ifupdown \
			isc-dhcp-client network-manager dhcpcd dhcpcd-base systemd-resolved \
			systemd-timesyncd)libnss-resolve" \
		trixie "$MANAGERS.new"
	mv "$MANAGERS.new" "$MANAGERS"
}

# Of hard links: what a test changes is a file of its own.
managers_tree() {
	TREE=$TOP/build/cache/managers-$$
	cp -al "$MANAGERS" "$TREE" || lab_die "cannot link $MANAGERS"
	# shellcheck disable=SC2016 # evaluated at the end
	lab_at_end 'rm -rf --one-file-system "$TREE"'
	chroot "$TREE" systemctl --quiet disable networking NetworkManager \
		systemd-networkd dhcpcd systemd-resolved 2>/dev/null
	[ "$2" != resolved ] || chroot "$TREE" systemctl --quiet enable systemd-resolved 2>/dev/null
	chroot "$TREE" systemctl --quiet enable "$1" 2>/dev/null || lab_die "cannot enable $1"
	head -c 256K /dev/urandom >"$TREE/data"
	# In one go: each question takes its time in an emulated PC.
	cat >"$TREE/usr/bin/facts" <<-END
	#!/bin/sh
	echo 3 >/proc/sys/vm/drop_caches
	echo sum \$(cksum </data)
	ip -4 -o addr show dev "\$1"
	ip -4 route
	echo server \$(ip -o route get $MANAGERS_SERVER)
	echo name \$(getent hosts printer.lab.example)
	systemctl --failed --plain --no-legend | sed 's/^/failed: /'
	echo host \$(hostname)
	END
	chmod 755 "$TREE/usr/bin/facts"
}

# managers_dnsmasq NS NAME LINE...
managers_dnsmasq() {
	local ns=$1 name=$2
	shift 2
	printf '%s\n' bind-interfaces dhcp-authoritative "$@" >"$LAB/$name.conf"
	lab_spawn_in "$ns" "$name" dnsmasq --keep-in-foreground --log-facility=- \
		--user=root --conf-file="$LAB/$name.conf" --no-ping --no-hosts \
		--no-resolv --dhcp-leasefile="$LAB/$name.leases" --pid-file=
	server_ready "$ns" udp 67 "$name"
}

managers_lan() {
	local i
	for i in 0 1; do
		lab_bridge net "br$i" || lab_die "cannot make a bridge"
		lab_exec net ip tuntap add "tap$i" mode tap || lab_die "cannot make a tap"
		lab_exec net ip link set "tap$i" master "br$i" up
	done
	lab_exec net ip addr add "$ROOT_SERVER/24" dev br0
	lab_exec net ip addr add "$MANAGERS_SERVER/32" dev lo
	lab_veth net other0 other lan
	lab_exec net ip link set other0 master br1
	lab_exec other ip addr add 10.0.3.1/24 dev lan
	managers_dnsmasq net dnsmasq interface=br0 dhcp-range=10.0.2.100,10.0.2.109,120 \
		dhcp-option=option:ntp-server,10.0.2.3 domain=lab.example \
		host-record=printer.lab.example,10.0.2.77
	managers_dnsmasq other dnsmasq-other interface=lan \
		dhcp-range=10.0.3.100,10.0.3.109,120
	BOOT_NETDEV=tap,id=net0,ifname=tap0,script=no,downscript=no
}

managers_begin() {
	need_program dnsmasq
	[ -e /dev/net/tun ] || skip_all "no /dev/net/tun: no tap for a bridge"
	boot_begin
	managers_root
	managers_tree "$@"
	boot_net
	lab_namespace other
	managers_lan
	boot_serve "$TREE"
}

managers_start() {
	boot_start "root=/dev/nfs ip=dhcp nfsroot=$MANAGERS_SERVER:$TUTORIAL_PATH BOOTIF=01-$ROOT_MAC rescue64.hostname=managed systemd.wants=network-online.target" \
		-netdev tap,id=net1,ifname=tap1,script=no,downscript=no \
		-device "virtio-net-pci,netdev=net1,mac=$OTHER_MAC"
	guest_wait pc 900 "root@managed:" "the root prompt on ttyS0"
	boot_ask "dmesg -n 1; stty cols 200; . /run/rescue64/boot.env" >/dev/null
	boot_ask 'systemctl is-system-running --wait' 900 >"$LAB/state"
	diag "$(boot_console)"
}

# The name of the NIC with a hardware address.
managers_nic() {
	boot_ask "ip -o link | sed -n 's/^[0-9]*: \([^:]*\): .*$1.*/\1/p'"
}

other_is_managed() {
	boot_ask "ip -4 -o addr show dev $OTHER" | grep -q ' inet 10\.0\.3\.1[0-9][0-9]/24 '
}

other_is_not_managed() {
	! other_is_managed
}

managers_check() {
	local seen
	seen=$(boot_ask "facts $ROOT" 120)
	like "$seen" "^sum $(cksum <"$TREE/data")\$" "$1: the root answers"
	like "$seen" " inet $ADDRESS/24 .*valid_lft forever" "its address is there, without a lifetime"
	like "$seen" "^default via $ROOT_SERVER dev $ROOT " "its default route is there"
	like "$seen" "^server .* via $ROOT_SERVER dev $ROOT " "its server is reached by its router"
	like "$seen" "^name 10\.0\.2\.77 " "a name is resolved"
	unlike "$seen" "^failed: " "no unit has failed"
	like "$seen" "^host managed\$" "the hostname is the machine's"
}

managers_claim() {
	ROOT=$(managers_nic "$ROOT_MAC")
	OTHER=$(managers_nic "$OTHER_MAC")
	# shellcheck disable=SC2016 # for the guest's shell
	ADDRESS=$(boot_ask '. /run/rescue64/lease.env; echo $ADDRESS')
	is "$(cat "$LAB/state")" running "the system is up"
	like "$(boot_ask "systemctl is-active $1")" "^active" "$1 runs"
	# shellcheck disable=SC2016 # for the guest's shell
	is "$(boot_ask 'echo $DEVICE')" "$ROOT" "the root's NIC has kept its name"
	unlike "$(boot_ask dmesg)" "renamed from $ROOT" "nobody has tried another"
	ok "the other NIC gets its address" wait_for 60 "its address" other_is_managed
	managers_check "at first"
	like "$(boot_ask 'timedatectl show-timesync -p SystemNTPServers')" "=10\.0\.2\.3$" \
		"the lease's time server is in use"
	ok "$1 is restarted" boot_ask "systemctl restart $1" 120
	ok "the other NIC has its address again" wait_for 60 "its address" other_is_managed
	managers_check "after the restart"
	ok "$1 is stopped" boot_ask "systemctl stop $1" 120
	diag "$(boot_ask 'ip -4 -br addr; ip -4 route')"
	sleep "$STOPPED"
	managers_check "$STOPPED s after it was stopped"
	diag "$(boot_ask "journalctl -b --no-pager -o cat -u $1" 60 | tail -n 40)"
	boot_off
}
