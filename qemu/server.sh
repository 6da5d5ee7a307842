# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# The real servers, each in a namespace of the laboratory (lab.sh), with its
# configuration, state and log below $LAB. All return once they answer.
#
#   server_rpcbind NS
#   server_ganesha NS NAME EXPORTS [KEY=VALUE...]
#       protocols=3,4  minor=0,1,2  owners=numeric|foreign  port=2049
#       grace=SECONDS, for clients that $LAB/ganesha-NAME knows of
#       lease=SECONDS
#       EXPORTS: a file of EXPORT blocks; server_export prints one
#   server_export ID PATH [PSEUDO]
#   server_dhcpd NS INTERFACE CONF
#   server_dnsmasq NS CONF
#   server_kea NS CONF
#   server_dhcrelay NS DOWN UP SERVER
#       between the interfaces to the clients and to the server
#   server_tftpd NS CONF
#       CONF as /etc/default/tftpd-hpa
#
# Logs: $LAB/{rpcbind,NAME,dhcpd,dnsmasq,kea,dhcrelay,tftpd}.log

# A folder for what the servers of a namespace put in /run: rpcbind's socket
# must not be the machine's own.
server_spawn() {
	local ns=$1 name=$2
	shift 2
	mkdir -p "$LAB/run-$ns"
	# shellcheck disable=SC2016 # for the inner shell
	lab_spawn_in "$ns" "$name" sh -c \
		'mount --bind "$0" /run && exec "$@"' "$LAB/run-$ns" "$@"
}

# server_listening NS tcp|udp PORT
server_listening() {
	local hex
	printf -v hex ':%04X ' "$3"
	# 0A is LISTEN; an unconnected UDP socket is 07.
	lab_exec "$1" cat "/proc/net/$2" "/proc/net/${2}6" 2>/dev/null |
		awk -v port="${hex% }" '
			substr($2, length($2) - 4) == port && ($4 == "0A" || $4 == "07") { found = 1 }
			END { exit !found }'
}

# server_ready NS tcp|udp PORT NAME: waits, and shows the log where it is late.
server_ready() {
	local pid=$LAB_PID end=$((SECONDS + 30))
	until server_listening "$1" "$2" "$3"; do
		if ! lab_alive "$pid" || ((SECONDS >= end)); then
			lab_tail "$LAB/$4.log" "$4's log"
			lab_die "$4 does not listen on $2 port $3"
		fi
		sleep 0.1
	done
}

# Plain: with -h 127.0.0.1 it crashes.
server_rpcbind() {
	server_spawn "$1" rpcbind rpcbind -f
	server_ready "$1" tcp 111 rpcbind
}

server_export() {
	cat <<-END
	EXPORT {
		Export_Id = $1;
		Path = "$2";
		Pseudo = "${3:-$2}";
		Access_Type = RO;
		Squash = No_Root_Squash;
		SecType = sys;
		Protocols = 3, 4;
		FSAL { Name = VFS; }
	}
	END
}

# No grace period where none is asked for: nobody has a state to reclaim, and an
# open would wait 90 s. A lease ends before it (RFC 8881 8.4.2.1); else it is the
# one that rescue64-server gives nfs-ganesha.
server_ganesha_conf() {
	local name=$1 protocols=3,4 minor=0,1,2 owners=numeric port=2049 grace=0
	local lease='' numeric=true setting
	shift
	for setting; do
		local "${setting?}"
	done
	[ "$owners" = numeric ] || numeric=false
	cat <<-END
	NFS_CORE_PARAM {
		Protocols = $protocols;
		NFS_Port = $port;
		MNT_Port = 20048;
		mount_path_pseudo = true;
		Enable_NLM = false;
		Enable_RQUOTA = false;
	}
	NFS_KRB5 { Active_krb5 = false; }
	NFSv4 {
		$([ "$grace" = 0 ] && echo "Graceless = true;" || echo "Grace_Period = $grace;")
		Lease_Lifetime = ${lease:-$((grace ? grace * 2 / 3 : 100))};
		Minor_Versions = $minor;
		RecoveryBackend = fs;
		RecoveryRoot = "$LAB/ganesha-$name";
		Only_Numeric_Owners = $numeric;
		Allow_Numeric_Owners = $numeric;
		DomainName = "$([ "$numeric" = true ] && echo localdomain || echo foreign.example)";
	}
	LOG {
		Default_Log_Level = ${GANESHA_LEVEL:-EVENT};
		Components { CLIENTID = DEBUG; NFS3 = DEBUG; }
	}
	END
}

server_ganesha() {
	local ns=$1 name=$2 exports=$3 port=2049
	shift 3
	mkdir -p "$LAB/ganesha-$name"
	{
		server_ganesha_conf "$name" "$@"
		cat "$exports"
	} >"$LAB/$name.conf"
	case " $* " in *" port="*) port=" $* " port=${port##* port=} port=${port%% *} ;; esac
	server_spawn "$ns" "$name" env DBUS_SYSTEM_BUS_ADDRESS=unix:path=/nonexistent \
		ganesha.nfsd -F -f "$LAB/$name.conf" -L STDOUT -p "$LAB/$name.pid"
	server_ready "$ns" tcp "$port" "$name"
}

# A copy, since Debian's AppArmor profile binds the original to /etc/dhcp.
server_dhcpd() {
	cp "$(command -v dhcpd || echo /usr/sbin/dhcpd)" "$LAB/dhcpd"
	touch "$LAB/dhcpd.leases"
	: >"$LAB/dhcpd.log"
	lab_spawn_in "$1" dhcpd "$LAB/dhcpd" -4 -f -d --no-pid -cf "$3" \
		-lf "$LAB/dhcpd.leases" "$2"
	server_ready "$1" udp 67 dhcpd
	lab_wait 30 dhcpd grep -q "Server starting service" "$LAB/dhcpd.log" || exit 1
}

# Without --no-ping it pings an address for 3 s before it offers it.
server_dnsmasq() {
	lab_spawn_in "$1" dnsmasq dnsmasq --keep-in-foreground --log-facility=- \
		--user=root --conf-file="$2" --no-ping --no-hosts --no-resolv \
		--dhcp-leasefile="$LAB/dnsmasq.leases" --pid-file=
	server_ready "$1" udp 67 dnsmasq
}

# A copy as well; from 2.6.3 on (Debian 13) it takes a lease file in its data
# directory only, /var/lib/kea: it gets a /var/lib of its own.
server_kea() {
	cp "$(command -v kea-dhcp4 || echo /usr/sbin/kea-dhcp4)" "$LAB/kea-dhcp4"
	mkdir -p "$LAB/kea-lib/kea"
	: >"$LAB/kea.log"
	# shellcheck disable=SC2016 # for the inner shell
	lab_spawn_in "$1" kea env KEA_LOCKFILE_DIR="$LAB" KEA_PIDFILE_DIR="$LAB" \
		sh -c 'mount --bind "$0" /var/lib && exec "$@"' "$LAB/kea-lib" \
		"$LAB/kea-dhcp4" -c "$2"
	server_ready "$1" udp 67 kea
	lab_wait 30 kea grep -q DHCP4_STARTED "$LAB/kea.log" || exit 1
}

# With option 82, as a switch or a router would add it.
server_dhcrelay() {
	lab_spawn_in "$1" dhcrelay "$(command -v dhcrelay || echo /usr/sbin/dhcrelay)" \
		-4 -d --no-pid -a -id "$2" -iu "$3" "$4"
	server_ready "$1" udp 67 dhcrelay
}

# tftpd-hpa speaks to syslog only: it gets a /dev of its own, where a syslogd
# of its own listens. Started as Debian's /etc/init.d/tftpd-hpa does it.
server_tftpd() {
	local ns=$1 conf=$2
	mkdir -p "$LAB/tftpd-dev"
	mknod -m 666 "$LAB/tftpd-dev/null" c 1 3
	: >"$LAB/tftpd.log"
	# shellcheck disable=SC2016 # for the inner shells
	local in_dev='mount --bind "$0" /dev && exec "$@"' start='. "$0" &&
		exec in.tftpd --foreground --user $TFTP_USERNAME --address $TFTP_ADDRESS $TFTP_OPTIONS $TFTP_DIRECTORY'
	lab_spawn_in "$ns" tftpd-syslogd sh -c "$in_dev" "$LAB/tftpd-dev" \
		busybox syslogd -n -O "$LAB/tftpd.log"
	lab_wait 10 "syslogd for tftpd" test -S "$LAB/tftpd-dev/log" || exit 1
	lab_spawn_in "$ns" tftpd-stderr sh -c "$in_dev" "$LAB/tftpd-dev" \
		sh -c "$start" "$conf"
	server_ready "$ns" udp 69 tftpd
}
