# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# Name servers for the client's resolver. On top of lib.sh:
#
#   dns_begin                  `client` has 192.168.77.50, `server` .1 to .4
#   dns_serve N LINE...        dnsmasq on 192.168.77.N with these lines, as
#                              ${DNS_PID[N]}; it knows nothing else, and refuses
#   dns_zone N LINE...         the same; what is not in these lines does not
#                              exist
#   resolve WORD...            runs tests/net/resolve-run; its lines are in
#                              $LAB/out, its console in $LAB/err, and the
#                              milliseconds it took in $TOOK
#   resolved                   the lines
#   dns_unbound N LINE...      unbound on 192.168.77.N: only what these lines of
#                              its server section say; local-data of it stands
#                              for itself, an alias without its target
#   dns_asked FILTER           the questions on the wire since net_capture, in
#                              order, as N:NAME, N being the last octet of the
#                              server's address; the same twice in a row is one,
#                              for a busy machine may take a second to answer

# shellcheck source=lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
RESOLVE_RUN=${RESOLVE_RUN:-$O/tests/net/resolve-run}
declare -A DNS_PID

dns_begin() {
	local n
	net_begin dnsmasq
	[ -x "$RESOLVE_RUN" ] || lab_die "$RESOLVE_RUN is not built; run make"
	for n in 2 3 4; do
		lab_exec server ip addr add "192.168.77.$n/24" dev s0
	done
	client_ip addr add 192.168.77.50/24 dev eth0
}

dns_listens() {
	local hex
	printf -v hex '%02X4DA8C0:0035' "$1"
	lab_exec server grep -q " $hex " /proc/net/udp
}

dns_serve() {
	local n=$1
	shift
	printf '%s\n' no-resolv no-hosts user=root bind-interfaces cache-size=0 \
		"listen-address=192.168.77.$n" log-queries "$@" >"$LAB/dns$n.conf"
	lab_spawn_in server "dns$n" dnsmasq --keep-in-foreground \
		--log-facility=- --pid-file= --conf-file="$LAB/dns$n.conf"
	# shellcheck disable=SC2034 # for the tests
	DNS_PID[$n]=$LAB_PID
	wait_for 20 "the name server" dns_listens "$n" || exit 1
}

dns_zone() {
	dns_serve "$@" local=/#/
}

dns_unbound() {
	local n=$1
	shift
	printf '%s\n' server: "interface: 192.168.77.$n" \
		"access-control: 0.0.0.0/0 allow" "do-daemonize: no" \
		"use-syslog: no" 'logfile: ""' 'chroot: ""' 'username: ""' \
		'pidfile: ""' "directory: \"$LAB\"" 'module-config: "iterator"' \
		"num-threads: 1" 'local-zone: "." static' "$@" \
		"remote-control:" "control-enable: no" >"$LAB/dns$n.conf"
	lab_spawn_in server "dns$n" unbound -d -c "$LAB/dns$n.conf"
	# shellcheck disable=SC2034 # for the tests
	DNS_PID[$n]=$LAB_PID
	wait_for 20 "the name server" dns_listens "$n" || exit 1
}

resolve() {
	took lab_exec client timeout 60 "$RESOLVE_RUN" "$@" \
		>"$LAB/out" 2>"$LAB/err" || {
		diag "resolve-run ends with $?: $(cat "$LAB/err")"
		return 1
	}
}

resolved() {
	cat "$LAB/out"
}

# TCP's acknowledgements say nothing.
dns_asked() {
	sleep 0.3 # tcpdump may still have the last one
	tcpdump -n -r "$LAB/wire.pcap" "dst port 53${1:+ and ($1)}" 2>/dev/null |
		sed -nE 's/.* > 192\.168\.77\.([0-9]+)\.53: .* A\? ([^ ]*)\. .*/\1:\2/p' |
		uniq | xargs
}
