# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# shellcheck disable=SC2034,SC2016 # variables for the tests; scripts
#
# A laboratory for `doctor`: a namespace named net with the address 10.77.0.1 on
# eth0, below the prefix a published generation, and a way to have the commands
# run that the findings name.
#
#   doctor_begin
#   doctor_look AREA...          its findings are in $LAB/findings
#   finds LINE AREA...           one matches the regex "SEVERITY: OBJECT: cause";
#                                $MEND is its command
#   mends LINE AREA...           runs $MEND in net; then no finding matches
#   breaks NAME LINE AREA...     both, after the caller has broken it
#   doctor_systemctl             what `systemctl restart UNIT` shall do: there is
#                                no systemd in a namespace. UNIT() in the caller's
#                                file $LAB/units.sh restarts the real server

DOCTOR_ADDRESS=10.77.0.1

doctor_begin() {
	server_begin
	lab_namespace net
	lab_exec net ip link add eth0 type veth peer name pc0
	lab_exec net ip addr add "$DOCTOR_ADDRESS/24" dev eth0
	lab_exec net ip link set eth0 up
	lab_exec net ip link set pc0 up
	mkdir -p "$P/etc/rescue64" "$P/etc/default" "$LAB/bin" "$LAB/pids"
	printf 'server=%s\nnetworks=10.77.0.0/24\n' "$DOCTOR_ADDRESS" >"$P/etc/rescue64/server.conf"
	ln -s "$SERVER" "$LAB/bin/rescue64-server"
	PATH=$LAB/bin:$PATH
	lab_at_end doctor_end
	server_golden
	GENERATION=$(server_generation)
	server publish 2>"$LAB/publish.log" || {
		cat "$LAB/publish.log" >&2
		lab_die "cannot publish"
	}
}

# Servers that a mending command has started.
doctor_end() {
	local pid
	for pid in "$LAB"/pids/*; do
		[ ! -f "$pid" ] || doctor_stop "$(basename "$pid")"
	done
}

# doctor_server NAME COMMAND...: (re)starts it in net, away from whoever asked.
doctor_server() {
	local name=$1
	shift
	doctor_stop "$name"
	setsid ip netns exec "$LAB_TAG-net" "$@" </dev/null >>"$LAB/$name.log" 2>&1 9>&- &
	echo "$!" >"$LAB/pids/$name"
}

doctor_stop() {
	local pid i
	pid=$(cat "$LAB/pids/$1" 2>/dev/null) || return 0
	rm -f "$LAB/pids/$1"
	kill "$pid" 2>/dev/null || return 0
	for ((i = 0; i < 50; i++)); do
		[ -d "/proc/$pid" ] && ! grep -q '^State:.*Z' "/proc/$pid/status" 2>/dev/null || return 0
		sleep 0.1
	done
	kill -KILL "$pid"
}

doctor_systemctl() {
	{
		echo '#!/bin/bash'
		declare -p LAB LAB_TAG P TOP
		declare -f doctor_server doctor_stop server_listening lab_exec doctor_udp
		cat "$LAB/units.sh"
		echo 'case $1 in'
		echo 'daemon-reload) exit 0 ;;'
		echo 'restart) ;;'
		echo 'disable) doctor_stop dhcpd; exit ;;'
		echo '*) exit 1 ;;'
		echo 'esac'
		echo '"unit_${2//-/_}"'
	} >"$LAB/bin/systemctl"
	chmod 755 "$LAB/bin/systemctl"
}

# doctor_udp PORT: waits until somebody listens there.
doctor_udp() {
	local i
	for ((i = 0; i < 100; i++)); do
		! server_listening net udp "$1" || return 0
		sleep 0.1
	done
	return 1
}

doctor_look() {
	lab_exec net rescue64-server --root "$P" doctor "$@" >"$LAB/findings" 2>"$LAB/findings.err"
}

finds() {
	local line=$1 found status
	shift
	doctor_look "$@"
	status=$?
	found=$(grep -m1 -aE -e "^$line" "$LAB/findings")
	MEND=${found#*; mend: }
	if [ -z "$found" ] || [ "$MEND" = "$found" ]; then
		diag "no finding '$line', but: $(cat "$LAB/findings" "$LAB/findings.err")"
		return 1
	fi
	case $found in
	warning:*) ;;
	*) [ "$status" = 1 ] || diag "exit code $status" && [ "$status" = 1 ] ;;
	esac
}

mends() {
	local line=$1
	shift
	lab_exec net bash -c "$MEND" </dev/null >"$LAB/mend.log" 2>&1 || {
		diag "failed: $MEND: $(cat "$LAB/mend.log")"
		return 1
	}
	doctor_look "$@"
	! grep -aqE -e "^$line" "$LAB/findings" || {
		diag "still there after $MEND: $(cat "$LAB/findings" "$LAB/mend.log")"
		return 1
	}
}

breaks() {
	local name=$1
	shift
	if finds "$@"; then
		pass "$name: found"
	else
		fail "$name: found"
		return 1
	fi
	if mends "$@"; then
		pass "$name: mended by ${MEND//$LAB/LAB}"
	else
		fail "$name: mended by ${MEND//$LAB/LAB}"
	fi
}

# healthy NAME AREA...: exit code 0 and no error.
healthy() {
	local name=$1
	shift
	if doctor_look "$@" && ! grep -qE '^(error|unknown):' "$LAB/findings"; then
		pass "$name"
	else
		fail "$name"
		diag "$(cat "$LAB/findings" "$LAB/findings.err")"
	fi
}
