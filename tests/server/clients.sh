# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# A server with nfs-ganesha on a D-Bus of its own, and PCs at addresses of their
# own. The test sources lib.sh, fake_root.sh and qemu/server.sh before.
#
#   clients_net              the server is 10.0.2.2 in namespace lan
#   clients_bus NS           a D-Bus; its address goes to DBUS_SYSTEM_BUS_ADDRESS
#   clients_serve            `export --standalone`, and nfs-ganesha with it
#   pc N                     namespace pcN with 10.0.2.10N
#   holds N EXPORT 3|4 [NAME]  it runs on that export
#   loses_power N
#   on_server ARGUMENT...    rescue64-server in lan; stdout, stderr and exit
#                            code go to $OUT, $ERR, $CODE

HOLDER=()

clients_net() {
	lab_namespace lan
	lab_bridge lan br0
	lab_exec lan ip addr add 10.0.2.2/24 dev br0
}

clients_bus() {
	cat >"$LAB/bus.conf" <<-END
	<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-BUS Bus Configuration 1.0//EN"
	 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
	<busconfig>
	  <type>system</type>
	  <listen>unix:path=$LAB/bus</listen>
	  <auth>EXTERNAL</auth>
	  <policy context="default">
	    <allow send_destination="*"/>
	    <allow own="*"/>
	    <allow receive_sender="*"/>
	  </policy>
	</busconfig>
	END
	lab_spawn_in "$1" bus dbus-daemon --config-file="$LAB/bus.conf" --nofork \
		--nopidfile --nosyslog
	lab_wait 10 "the D-Bus" test -S "$LAB/bus" || exit 1
	export DBUS_SYSTEM_BUS_ADDRESS=unix:path=$LAB/bus
}

clients_serve() {
	mkdir -p "$P/etc/rescue64" "$P/run"
	printf '%s\n' server=10.0.2.2 networks=10.0.2.0/24 export=ganesha-standalone \
		>"$P/etc/rescue64/server.conf"
	server export --graceless 2>>"$LAB/export.log" || { lab_tail "$LAB/export.log"; lab_die "no export"; }
	server_rpcbind lan
	server_spawn lan ganesha env \
		DBUS_SYSTEM_BUS_ADDRESS="${DBUS_SYSTEM_BUS_ADDRESS:-unix:path=/nonexistent}" \
		ganesha.nfsd -F -f "$P/etc/ganesha/rescue64.conf" -L STDOUT -p "$P/run/ganesha.pid"
	server_ready lan tcp 2049 ganesha
}

pc() {
	lab_namespace "pc$1"
	lab_veth "pc$1" eth0 lan "pc$1"
	lab_exec lan ip link set "pc$1" master br0
	lab_exec "pc$1" ip addr add "10.0.2.10$1/24" dev eth0
}

holds() {
	local n=$1 export=$2 version=$3
	shift 3
	lab_spawn_in "pc$n" "pc$n" "$O/tests/server/nfs-hold" 10.0.2.2 "$export" \
		"$version" /etc/rescue64.build "$@"
	HOLDER[n]=$LAB_PID
	lab_wait 20 "pc$n on $export" grep -q held "$LAB/pc$n.log" || {
		lab_tail "$LAB/pc$n.log"
		exit 1
	}
}

loses_power() {
	lab_stop "${HOLDER[$1]}"
}

# shellcheck disable=SC2034 # for the tests
on_server() {
	OUT=$(lab_exec lan "$SERVER" --root "$P" "$@" 2>"$LAB/err" </dev/null)
	CODE=$?
	ERR=$(cat "$LAB/err")
}
