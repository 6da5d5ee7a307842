# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# The keeper behind the network stage, on top of lib.sh. Its lease is as long
# as the server says; T1 and T2 (options 58 and 59) make it short of breath; T1 below 5 s does not count.
#
#   keep LINE                  as lib.sh's client; leaves the keeper, $KEEPER_PID
#   keep_end                   ends it and takes away what it has set
#   keep_times MAKE T1 T2      these options for serve's more=
#   kept KEY                   of lease.env; kept_log: what it has said
#   kept_is KEY VALUE          for wait_for; kept_renewed N: at least N times
#   kept_address               its addresses, as "A/24 forever A/24 forever"
#   kept_routes                the default routes, as "by R from A", sorted
#   client_program ARGUMENT... rescue64-client with the keeper's /run
#   wire_lines [FILTER]        each message on one line

# shellcheck source=lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
KEEPER_PID=
PROGRAM=${PROGRAM:-$O/client/rescue64-client}

# shellcheck disable=SC2016 # for the inner shell
keep_in_run() {
	lab_exec client timeout "$1" sh -c 'mount --bind "$0" /run && exec "$@"' \
		"$LAB/run" "${@:2}"
}

keep() {
	local status
	rm -rf "${LAB:?}/run/"*
	keep_in_run 60 "$DHCP_RUN" --keep "$1" </dev/null >"$LAB/out" 2>"$LAB/err"
	status=$?
	[ "$status" = 0 ] || diag "the client ends with $status: $(cat "$LAB/err")"
	keep_find || return 1
	return "$status"
}

# The pid file names it, lease.env comes once it keeps watch.
keep_find() {
	wait_for 10 "the keeper" keep_is_there || exit 1
	KEEPER_PID=$(cat "$LAB/run/sendsigs.omit.d/rescue64")
	lab_note "$KEEPER_PID"
}

# shellcheck disable=SC2317 # wait_for calls it
keep_is_there() {
	local pid
	pid=$(cat "$LAB/run/sendsigs.omit.d/rescue64" 2>/dev/null) &&
		[ -n "$pid" ] && grep -q '^@' "/proc/$pid/cmdline" 2>/dev/null &&
		! kept_is LEASE_STATE "not renewed"
}

keep_end() {
	lab_stop "$KEEPER_PID"
	client_reset eth0
}

keep_times() {
	case $1 in
	isc) echo "min-lease-time 10; option dhcp-renewal-time $2; option dhcp-rebinding-time $3;" ;;
	dnsmasq) printf 'dhcp-option=option:%s,%ss\n' T1 "$2" T2 "$3" ;;
	kea) echo "\"renew-timer\": $2, \"rebind-timer\": $3" ;;
	esac
}

kept() {
	sed -n "s/^$1='\(.*\)'$/\1/p" "$LAB/run/rescue64/lease.env" 2>/dev/null
}

# A container may refuse it oom_score_adj, and the test goes on.
kept_log() {
	grep -v "the kernel may end it when memory runs out" "$LAB/run/rescue64/log"
}

kept_is() {
	[ "$(kept "$1")" = "$2" ]
}

kept_renewed() {
	[ "$(kept LEASE_RENEWALS)" -ge "$1" ]
}

kept_address() {
	client_ip -4 -o addr show dev eth0 | sed 's/.* inet \([^ ]*\) .*valid_lft \([^ ]*\).*/\1 \2/' | xargs
}

kept_routes() {
	client_ip -4 route show default |
		sed 's/.* via \([^ ]*\) .*src \([^ ]*\).*/by \1 from \2/' | sort | xargs
}

client_program() {
	keep_in_run 10 "$PROGRAM" "$@" </dev/null
}

wire_lines() {
	net_wire_of "${1-}" | awk '
		/^[0-9]/ { if (line) print line; line = $0; next }
		{ gsub(/[ \t]+/, " "); line = line $0 }
		END { print line }'
}
