# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# Servers on the bridge br0 in the namespace net (boot_lan), each a machine of
# its own with an address, an rpcbind and faults of its own. Sourced behind
# lib.sh.
#
#   peer_add NAME [CABLE OPTION...]   $PEER is its address; with options its
#                                     cable is a bad one (tests/net/cable)
#   peer_serve NAME EXPORTS [KEY=VALUE...]   rpcbind, unless v4 only, and ganesha
#   peer_drops NAME [WHAT...]  drops what comes for it: ipproto tcp, dport 111, ...
#   peer_fault NAME PORT MODE...   tests/net/rpc-fault
#   peer_relay NAME ADDRESS SERVER PORT... [cut=N | swallow=N]
#                              tests/boot/rpc-relay
#   peer_stop NAME PROGRAM     ganesha, rpcbind, cable, fault-PORT or relay; its
#                              words are in $LAB/NAME-PROGRAM.log
#                              (rpcbind's: $LAB/rpcbind.log)
#   peer_gone NAME

PEER=
PEER_COUNT=0
declare -A PEER_PIDS

peer_add() {
	local name=$1
	shift
	PEER_COUNT=$((PEER_COUNT + 1))
	# Below dhcpd's range; never the same again, or ARP would have to learn.
	PEER=10.0.2.$((20 + PEER_COUNT))
	lab_namespace "$name"
	lab_veth net "v-$name" "$name" eth0 || lab_die "no cable to $name"
	lab_exec "$name" ip addr add "$PEER/24" dev eth0
	[ $# -gt 0 ] || {
		lab_exec net ip link set "v-$name" master br0
		return
	}
	lab_veth net "a-$name" net "b-$name" || lab_die "no cable to $name"
	# One packet, one frame.
	lab_exec "$name" ip link set eth0 gso_max_segs 1
	lab_exec net ip link set "b-$name" master br0 gso_max_segs 1
	: >"$LAB/$name-cable.log"
	lab_spawn_in net "$name-cable" "$O/tests/net/cable" "v-$name" "a-$name" "$@"
	PEER_PIDS[$name-cable]=$LAB_PID
	wait_for 10 "the cable" grep -q ready "$LAB/$name-cable.log" || exit 1
}

peer_serve() {
	local name=$1 exports=$2
	shift 2
	case " $* " in
	*" protocols=4 "*) ;;
	*)
		server_rpcbind "$name"
		PEER_PIDS[$name-rpcbind]=$LAB_PID
		;;
	esac
	server_ganesha "$name" "$name-ganesha" "$exports" "$@"
	PEER_PIDS[$name-ganesha]=$LAB_PID
}

# A rule ahead of the one for local addresses. ARP goes on, so that the machine
# is there, but its packets go nowhere: as behind a firewall.
peer_drops() {
	local name=$1
	shift
	lab_exec "$name" ip rule add pref 20 lookup local
	lab_exec "$name" ip rule del pref 0
	lab_exec "$name" ip rule add pref 10 "$@" blackhole || lab_die "$name cannot drop $*"
}

peer_fault() {
	local name=$1 port=$2
	shift 2
	lab_spawn_in "$name" "$name-fault-$port" "$O/tests/net/rpc-fault" -p "$port" "$@"
	PEER_PIDS[$name-fault-$port]=$LAB_PID
	server_ready "$name" tcp "$port" "$name-fault-$port"
}

peer_relay() {
	local name=$1
	shift
	: >"$LAB/$name-relay.log"
	lab_spawn_in "$name" "$name-relay" "$O/tests/boot/rpc-relay" "$@"
	PEER_PIDS[$name-relay]=$LAB_PID
	wait_for 10 "the relay" grep -q ready "$LAB/$name-relay.log" || exit 1
}

peer_stop() {
	lab_stop "${PEER_PIDS[$1-$2]}"
	unset "PEER_PIDS[$1-$2]"
}

peer_gone() {
	local key
	for key in "${!PEER_PIDS[@]}"; do
		case $key in
		"$1"-*) peer_stop "$1" "${key#"$1"-}" ;;
		esac
	done
	ip netns del "$LAB_TAG-$1"
}
