# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# One network, served by any of three makes: what a test wants of it, in the
# words of ISC dhcpd, dnsmasq or Kea. Part of lib.sh.
#
#   serve MAKE [KEY=VALUE...]  MAKE is one of $MAKES; its process is $SERVER_PID.
#                              Leases are kept from one start to the next
#     ns=server nic=s0         where it listens
#     net=192.168.77           the /24 of its pool; link=NET: its own /24, where
#                              a relay stands between the two
#     pool="100 110"           first and last address of the pool
#     lease=3600               seconds; dnsmasq gives no less than 120
#     fixed="MAC ADDRESS" fixed_id="IDENTIFIER ADDRESS"  (type 0, for ip=)
#     router= dns= ntp= domain= search= hostname= mtu= next=  lists by commas
#     root=                    option 17, any printable text
#     routes=DEST/WIDTH>ROUTER,...  option 121, as the client prints it
#     more=                    lines of its own language (isc: in the subnet)
#   serve_stop                 ends the last one
#   serve_bridge               one wire for three: eth0 of `client`, br0 of
#                              `server` (192.168.77.1), o0 of `other`

# shellcheck disable=SC2034 # for the tests
MAKES="isc dnsmasq kea"
SERVER_PID=

serve() {
	local make=$1 conf=$LAB/$1.conf
	local ns=server nic=s0 net=192.168.77 link pool="100 110" lease=3600
	local fixed fixed_id router dns ntp domain search hostname mtu next
	local root routes more
	shift
	[ $# = 0 ] || local "${@?}"
	"serve_conf_$make" >"$conf"
	case $make in
	isc) server_dhcpd "$ns" "$nic" "$conf" ;;
	dnsmasq) server_dnsmasq "$ns" "$conf" ;;
	kea) server_kea "$ns" "$conf" ;;
	esac
	SERVER_PID=$LAB_PID
}

serve_stop() {
	lab_stop "$SERVER_PID"
}

serve_bridge() {
	local end
	net_namespace other
	lab_bridge server br0
	lab_veth server s1 other o0
	lab_exec server ip addr flush dev s0
	lab_exec server ip addr add 192.168.77.1/24 dev br0
	lab_exec server ip link set s0 master br0
	lab_exec server ip link set s1 master br0
	for end in "server br0" "other o0"; do
		# shellcheck disable=SC2086 # two words
		wait_for 10 "carrier on $end" net_is_up $end || exit 1
	done
}

# What a quoted text is to ISC dhcpd and to dnsmasq.
serve_quote() {
	sed 's/[\\"]/\\&/g; s/^/"/; s/$/"/' <<<"$1"
}

# RFC 3442: width, the octets that it covers, router; decimal, one a line.
serve_route_octets() {
	local route width octet
	for route in ${1//,/ }; do
		width=${route#*/} width=${width%>*}
		echo "$width"
		tr . '\n' <<<"${route%/*}" | head -n $(((width + 7) / 8))
		tr . '\n' <<<"${route#*>}"
	done
}

serve_conf_isc() {
	echo "authoritative; ping-check false; default-lease-time $lease;"
	echo 'option rfc3442 code 121 = array of unsigned integer 8;'
	[ -z "$link" ] || echo "subnet $link.0 netmask 255.255.255.0 {}"
	echo "subnet $net.0 netmask 255.255.255.0 {"
	[ -z "$pool" ] || echo "range $net.${pool% *} $net.${pool#* };"
	[ -z "$fixed" ] || echo "host by-mac { hardware ethernet ${fixed% *};" \
		"fixed-address ${fixed#* }; }"
	[ -z "$fixed_id" ] || printf '%s "\\000%s"; %s }\n' \
		"host by-id { option dhcp-client-identifier" "${fixed_id% *}" \
		"fixed-address ${fixed_id#* };"
	[ -z "$router" ] || echo "option routers $router;"
	[ -z "$dns" ] || echo "option domain-name-servers $dns;"
	[ -z "$ntp" ] || echo "option ntp-servers $ntp;"
	[ -z "$domain" ] || echo "option domain-name \"$domain\";"
	[ -z "$search" ] || echo "option domain-search \"${search//,/\", \"}\";"
	[ -z "$hostname" ] || echo "option host-name \"$hostname\";"
	[ -z "$mtu" ] || echo "option interface-mtu $mtu;"
	[ -z "$next" ] || echo "next-server $next;"
	[ -z "$root" ] || echo "option root-path $(serve_quote "$root");"
	[ -z "$routes" ] || echo "option rfc3442" \
		"$(serve_route_octets "$routes" | paste -sd,);"
	[ -z "$more" ] || echo "$more"
	echo '}'
}

# An empty router: else dnsmasq names itself.
serve_conf_dnsmasq() {
	printf '%s\n' port=0 "interface=$nic" bind-interfaces log-dhcp \
		dhcp-authoritative "dhcp-option=option:router${router:+,$router}"
	[ -z "$pool" ] || echo "dhcp-range=$net.${pool% *},$net.${pool#* },255.255.255.0,$lease"
	[ -z "$fixed" ] || echo "dhcp-host=${fixed/ /,}"
	[ -z "$fixed_id" ] || echo "dhcp-host=id:${fixed_id/ /,}"
	[ -z "$dns" ] || echo "dhcp-option=option:dns-server,$dns"
	[ -z "$ntp" ] || echo "dhcp-option=option:ntp-server,$ntp"
	[ -z "$domain" ] || echo "domain=$domain"
	[ -z "$search" ] || echo "dhcp-option=option:domain-search,$search"
	[ -z "$hostname" ] || echo "dhcp-option-force=12,$hostname"
	[ -z "$mtu" ] || echo "dhcp-option=option:mtu,$mtu"
	[ -z "$next" ] || echo "dhcp-boot=,,$next"
	[ -z "$root" ] || echo "dhcp-option=option:root-path,$(serve_quote "$root")"
	routes=${routes//>/,}
	[ -z "$routes" ] || echo "dhcp-option=option:classless-static-route,$routes"
	[ -z "$more" ] || echo "$more"
}

# serve_kea_option CODE FORMAT DATA: octets in hex, or text in Kea's own reading
# of the option.
serve_kea_option() {
	[ -z "$3" ] || echo "{ \"code\": $1, \"csv-format\": $2, \"data\": \"$3\" }"
}

serve_kea_options() {
	serve_kea_option 3 true "$router"
	serve_kea_option 6 true "$dns"
	serve_kea_option 12 true "$hostname"
	serve_kea_option 15 true "$domain"
	serve_kea_option 17 false "$(printf %s "$root" | od -An -v -tx1 | tr -d ' \n')"
	serve_kea_option 26 true "$mtu"
	serve_kea_option 42 true "$ntp"
	serve_kea_option 119 true "$search"
	serve_kea_option 121 false "$(serve_route_octets "$routes" |
		while read -r octet; do printf %02x "$octet"; done)"
}

serve_kea_hosts() {
	[ -z "$fixed" ] || echo "{ \"hw-address\": \"${fixed% *}\"," \
		"\"ip-address\": \"${fixed#* }\" }"
	[ -z "$fixed_id" ] || echo "{ \"client-id\": \"00$(printf %s "${fixed_id% *}" |
		od -An -v -tx1 | tr -d ' \n')\", \"ip-address\": \"${fixed_id#* }\" }"
}

serve_conf_kea() {
	local pools=
	[ -z "$pool" ] || pools="{ \"pool\": \"$net.${pool% *} - $net.${pool#* }\" }"
	cat <<-END
	{ "Dhcp4": {
		"interfaces-config": { "interfaces": [ "$nic" ], "dhcp-socket-type": "raw" },
		"lease-database": { "type": "memfile", "lfc-interval": 0,
			"name": "/var/lib/kea/kea.leases" },
		"loggers": [ { "name": "kea-dhcp4", "severity": "INFO",
			"output_options": [ { "output": "stdout" } ] } ],
		"authoritative": true,
		"host-reservation-identifiers": [ "client-id", "hw-address" ],
		"valid-lifetime": $lease,
		"subnet4": [ {
			"id": 1,
			"subnet": "$net.0/24",
			"pools": [ $pools ],
			"next-server": "${next:-0.0.0.0}",
			${more:+$more,}
			"reservations": [ $(serve_kea_hosts | paste -sd,) ],
			"option-data": [ $(serve_kea_options | paste -sd,) ]
		} ]
	} }
	END
}
