# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# The client's questions to its servers: on top of lib.sh, with the client at
# 192.168.77.100 and servers at 192.168.77.1 and the addresses that a test adds.
#
#   probe_begin [PROGRAM...]
#   probe ARGUMENT...          probe-run where the client is; its lines are in
#                              $PROBED, what it says meanwhile in $LAB/err
#   fault PORT ARGUMENT...     rpc-fault in `server`; $FAULT_PID, fault_stop
#   probe_drops PORT [KIND]    `server` drops what comes to this port; KIND
#                              prohibit: says so by ICMP; probe_takes PORT: ends
#   probe_calls                the ports of SYNs and the calls since net_capture
#   probe_ganesha NS [KEY=VALUE...]  nfs-ganesha with one export, /root

# shellcheck source=lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
PROBE_RUN=${PROBE_RUN:-$O/tests/net/probe-run}
RPC_FAULT=${RPC_FAULT:-$O/tests/net/rpc-fault}
PROBED=
FAULT_PID=

probe_begin() {
	net_begin "$@"
	client_ip addr add 192.168.77.100/24 dev eth0
}

probe() {
	PROBED=$(lab_exec client timeout 30 "$PROBE_RUN" "$@" 2>"$LAB/err") ||
		PROBED+=" (ends with $?: $(cat "$LAB/err"))"
}

fault() {
	local port=$1 name=fault-$1-$RANDOM
	shift
	: >"$LAB/$name.log"
	server_spawn server "$name" "$RPC_FAULT" -p "$port" "$@"
	# shellcheck disable=SC2034 # for the tests
	FAULT_PID=$LAB_PID
	wait_for 10 "rpc-fault on port $port" grep -q ready "$LAB/$name.log" || exit 1
}

fault_stop() {
	lab_stop "$FAULT_PID"
}

# The table of this machine's own addresses comes first: it has to stand back.
probe_drops() {
	if lab_exec server ip rule show pref 0 | grep -q local; then
		lab_exec server ip rule add pref 20 lookup local
		lab_exec server ip rule del pref 0
		# Only a router says so by ICMP.
		lab_exec server sysctl -qw net.ipv4.ip_forward=1
	fi
	lab_exec server ip rule add pref 10 iif s0 ipproto tcp dport "$1" "${2-blackhole}"
}

probe_takes() {
	lab_exec server ip rule del pref 10 iif s0 ipproto tcp dport "$1"
}

probe_calls() {
	net_wire_of 'src host 192.168.77.100 and tcp and
		(tcp[tcpflags] & (tcp-syn | tcp-push) != 0)'
}

probe_ganesha() {
	local ns=$1
	shift
	mkdir -p "$LAB/root"
	server_export 1 "$LAB/root" /root >"$LAB/exports"
	server_ganesha "$ns" ganesha "$LAB/exports" "$@"
	# shellcheck disable=SC2034 # for the tests
	GANESHA_PID=$LAB_PID
}
