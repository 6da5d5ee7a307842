# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# The DHCP client on a cable of its own: namespaces `server` (s0,
# 192.168.77.1/24) and `client` (eth0, up and without an address). On top of
# tests/lib.sh, qemu/server.sh and servers.sh, which has `serve`.
#
#   net_begin PROGRAM...       skips where a program is missing
#   net_cable N                one more: sN in `server`, ethN in `client`
#   net_capture NIC [FILTER]   records DHCP at a NIC of `server` from now on
#   net_messages               the types since, in order: "Discover Offer ..."
#   net_has TYPE               one of them is of this type, "Offer"
#   net_wire                   all of it, as tcpdump prints it; net_wire_of FILTER
#   net_watch                  records rtnetlink's events in `client` from now on
#   net_watched                the events since, a line each: SECONDS NIC, and
#                              carrier, no-carrier or an IPv4 address
#   client LINE [SECONDS]      the network stage by a kernel line; its lines are
#                              in $LAB/out, its console in $LAB/err, /run in
#                              $LAB/run. client_start and client_wait: the same
#                              in two steps
#                              $FAST is a line that names a root: the first
#                              offer is taken, without a wait for a better one
#   lease KEY                  of what it printed
#   client_ip ARGUMENT...      ip(8) where the client is
#   client_reset NIC           takes away what the client has set

NET_LIB=$(dirname "${BASH_SOURCE[0]}")
# shellcheck source=../lib.sh
. "$NET_LIB/../lib.sh"
# shellcheck source=../../qemu/server.sh
. "$TOP/qemu/server.sh"
# shellcheck source=servers.sh
. "$NET_LIB/servers.sh"

DHCP_RUN=${DHCP_RUN:-$O/tests/net/dhcp-run}
# shellcheck disable=SC2034 # for the tests
FAST="ip=dhcp nfsroot=192.168.77.9:/srv/root"
CLIENT_PID=

net_namespace() {
	lab_namespace "$1"
	# Only what DHCP sends shall be on the wire.
	lab_exec "$1" sysctl -qw net.ipv6.conf.all.disable_ipv6=1 \
		net.ipv6.conf.default.disable_ipv6=1
}

net_begin() {
	test_begin
	need_root
	need_program ip tcpdump sysctl "$@"
	[ -x "$DHCP_RUN" ] || lab_die "$DHCP_RUN is not built; run make"
	mkdir -p "$LAB/run"
	net_namespace server
	net_namespace client
	net_cable 0
	lab_exec server ip addr add 192.168.77.1/24 dev s0
}

net_cable() {
	lab_veth server "s$1" client "eth$1"
	lab_exec client ip link set "eth$1" address "52:54:00:77:00:0$1"
	net_ready "$1"
}

# A veth that has just got carrier drops what is sent through it until the
# kernel's link watch has run: a server's first answer would be lost, and what
# a test counts or times would hang on it.
net_ready() {
	wait_for 10 "carrier on s$1" net_is_up server "s$1" &&
		wait_for 10 "carrier on eth$1" net_is_up client "eth$1" || exit 1
}

net_is_up() {
	lab_exec "$1" ip link show "$2" | grep -q 'state UP'
}

net_capture() {
	: >"$LAB/tcpdump.log"
	lab_spawn_in server tcpdump tcpdump --immediate-mode -U -n -i "$1" \
		-w "$LAB/wire.pcap" "${2-udp port 67 or udp port 68}"
	# shellcheck disable=SC2034 # for the tests
	TCPDUMP_PID=$LAB_PID
	wait_for 10 "tcpdump" grep -q 'listening on' "$LAB/tcpdump.log" || exit 1
}

net_wire_of() {
	sleep 0.3 # tcpdump may still have the last one
	tcpdump -nvv -e -tt -r "$LAB/wire.pcap" "$1" 2>/dev/null
}

net_wire() {
	net_wire_of ""
}

net_messages() {
	net_wire | sed -n 's/.*DHCP-Message (53), length 1: //p' | xargs
}

net_has() {
	tcpdump -nvv -r "$LAB/wire.pcap" 2>/dev/null | grep -q "length 1: $1"
}

net_watch() {
	lab_spawn_in client watch env TZ=UTC ip -ts -o monitor link address
	# shellcheck disable=SC2034 # for the tests
	WATCH_PID=$LAB_PID
	wait_for 10 "ip monitor" net_watches || exit 1
}

# A process's first netlink socket is named by its pid: netlink(7).
net_watches() {
	lab_exec client grep -q "^[^ ]* *[^ ]* *$WATCH_PID " /proc/net/netlink
}

net_watched() {
	sleep 0.3 # as in net_wire_of
	paste -d ' ' <(sed -n 's/^\[\([^]]*\)\].*/\1/p' "$LAB/watch.log" |
		date -u -f - +%s.%6N) <(sed -n 's/^\[[^]]*\] //p' "$LAB/watch.log") |
		awk '
		$2 ~ /:$/ {
			sub(/[@:].*/, "", $3)
			now = /LOWER_UP/ ? "carrier" : "no-carrier"
			if (now != was[$3])
				print $1, $3, now
			was[$3] = now
		}
		$4 == "inet" { sub(/\/.*/, "", $5); print $1, $3, $5 }'
}

client_start() {
	rm -rf "${LAB:?}/run/"*
	# Not by lab_exec: the pid would be a subshell's, and the client outlive it.
	# shellcheck disable=SC2016 # for the inner shell
	ip netns exec "$LAB_TAG-client" timeout "${2:-30}" sh -c \
		'mount --bind "$0" /run && exec "$@"' \
		"$LAB/run" "$DHCP_RUN" "$1" </dev/null >"$LAB/out" 2>"$LAB/err" &
	CLIENT_PID=$!
	lab_note "$CLIENT_PID"
}

client_wait() {
	wait "$CLIENT_PID"
}

client() {
	local status
	client_start "$@"
	client_wait
	status=$?
	[ "$status" = 0 ] || diag "the client ends with $status: $(cat "$LAB/err")"
	return "$status"
}

lease() {
	sed -n "s/^$1=//p" "$LAB/out"
}

client_ip() {
	lab_exec client ip "$@"
}

# As before the client ran.
client_reset() {
	client_ip addr flush dev "$1"
	client_ip route flush dev "$1"
	client_ip link set "$1" up mtu 1500
}

# The other end of the cable answers, if only with a refusal.
client_reaches() {
	lab_exec client timeout 5 bash -c "exec 3<>/dev/tcp/$1/9" 2>&1 |
		grep -q refused
}

# Milliseconds that a command takes, in $TOOK; its exit status.
took() {
	local begin=${EPOCHREALTIME/./} status
	"$@"
	status=$?
	# shellcheck disable=SC2034 # for the tests
	TOOK=$(((${EPOCHREALTIME/./} - begin) / 1000))
	return "$status"
}
