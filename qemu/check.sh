# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# shellcheck disable=SC2016 # commands for the guest's shell
#
# What --check of demo and bridge looks at: facts asked of the running guest
# over its serial console, and the servers' own traces of this very boot.
#
#   check_boot GUEST       from power-on to the root prompt on ttyS0
#   check_facts GUEST      mounts, failed units, tty1
#   check_tree GUEST       a file written in the guest is not on the server
#   check_tftp PCAP | check_tftpd LOG
#   check_nfs LOG ADDRESS
#   check_timeline GUEST   the client's console lines
#   check_end              the verdict, as exit status

CHECK_FAILED=0

# check WHAT WANTED-REGEX SEEN
check() {
	if grep -qaE -e "$2" <<<"$3"; then
		printf 'yes  %s: %s\n' "$1" "$(grep -m 1 -aE -e "$2" <<<"$3")"
	else
		CHECK_FAILED=$((CHECK_FAILED + 1))
		printf 'NO   %s: wanted %s\n' "$1" "$2"
		printf '       seen: %s\n' "${3//$'\n'/$'\n'             }"
	fi
}

check_boot() {
	local start=$SECONDS
	guest_wait "$1" 300 "Debian Rescue" "the menu on the serial console"
	echo "     $1: the menu after $((SECONDS - start)) s"
	guest_wait "$1" 300 "rescue64 \[" "rescue64-client's first line"
	echo "     $1: rescue64-client after $((SECONDS - start)) s"
	guest_wait "$1" 600 "root@[^ ]+:" "the root prompt on ttyS0"
	echo "     $1: the root prompt after $((SECONDS - start)) s"
	# The kernel's later remarks must not fall into the answers.
	guest_run "$1" 60 "dmesg -n 1; stty cols 200; PS1='# '" >/dev/null
}

# check_ask GUEST WHAT WANTED-REGEX COMMAND
check_ask() {
	local answer
	answer=$(guest_run "$1" 90 "$4")
	[ $? != "$GUEST_FAILED" ] || exit 1
	check "$1: $2" "$3" "$answer"
}

check_facts() {
	local pc=$1 lower=/run/initramfs/rescue64/lower
	check_ask "$pc" "who stands at ttyS0" '^/dev/ttyS0 0$' 'echo $(tty) $(id -u)'
	check_ask "$pc" "/ is overlay, rw" '^overlay rw' 'findmnt -rno FSTYPE,OPTIONS /'
	check_ask "$pc" "lower is nfs, ro" '^nfs4? ro,.*vers=[34]' \
		"findmnt -rno FSTYPE,OPTIONS $lower"
	check_ask "$pc" "lower is this generation" "^$ROOT_SERVER:$ROOT_GENERATION$" \
		"findmnt -rno SOURCE $lower"
	check_ask "$pc" "upper is tmpfs, rw" '^tmpfs rw' \
		'findmnt -rno FSTYPE,OPTIONS /run/initramfs/rescue64/rw'
	check_ask "$pc" "/run/rescue64 shows both" '^/run/initramfs/rescue64/lower /run/initramfs/rescue64/rw$' \
		'echo $(readlink -f /run/rescue64/lower /run/rescue64/rw)'
	check_ask "$pc" "systemd has come up" '^running$' \
		'timeout 80 systemctl is-system-running --wait'
	check_ask "$pc" "no failed units" '^none$' \
		'f=$(systemctl --failed --no-legend --plain); echo "${f:-none}"'
	check_ask "$pc" "root's prompt on tty1" '^root@' \
		'for i in 1 2 3 4 5 6 7 8 9; do grep -ao "root@[^ ]*" /dev/vcs1 && break; sleep 2; done'
	check_ask "$pc" "logged in at both, without a password" '^tty1 ttyS0$' \
		"echo \$(who | awk '\$1 == \"root\" && \$2 ~ /^tty/ { print \$2 }' | sort)"
	check_ask "$pc" "rescue64-client status" 'nfs|NFS' \
		'rescue64-client status | tr "\n" ";"'
	check_ask "$pc" "memory used, MiB" '^[0-9]+$' \
		"free -m | awk '/^Mem/ { print \$3 }'"
}

# The name is new each time: an old file proves nothing.
check_tree() {
	local pc=$1 name="written-by-$1-$$"
	check_ask "$pc" "a file is written to /" '^written$' \
		"echo written >/$name && rm -f /etc/motd && cat /$name"
	check "$pc: it is not in the server's tree" '^absent$' \
		"$([ -e "$ROOT_TREE/$name" ] && echo present || echo absent)"
}

# The others' files are not here.
check_others() {
	check_ask "$1" "it sees no other's file" "^/written-by-$1-$$\$" \
		'echo $(ls -d /written-by-*)'
}

check_address() {
	guest_run "$1" 30 '. /run/rescue64/boot.env; echo ${ADDRESS%/*}'
}

# Contents, owners, modes, mtimes and attributes of a tree: not atime, which
# reading changes, nor tar's pid, which pax headers have in their names.
check_sum() {
	tar -C "$1" --sort=name --numeric-owner --xattrs --format=pax \
		--pax-option=exthdr.name=%d/%f,delete=atime,delete=ctime -c . |
		sha256sum | cut -c 1-32
}

# The names in TFTP read requests (RFC 1350 section 5: opcode 1, name, mode).
check_tftp_names() {
	LC_ALL=C tr '\0' '\n' <"$1" | LC_ALL=C grep -a -B 1 -i '^octet$' |
		LC_ALL=C grep -av -e '^octet$' -e '^--$' | LC_ALL=C sed 's/^[\x01-\x1f]*//' | sort -u
}

check_files() {
	local file
	for file in pxelinux.0 menu.c32 pxelinux.cfg/default "${ROOT_KERNEL#"$ROOT_TFTP/"}" \
		"${ROOT_INITRD#"$ROOT_TFTP/"}"; do
		check "TFTP served $file" "(^|/)$file\$" "$(grep -aE "(^|[ /])$file\$" <<<"$1")"
	done
}

check_tftp() {
	check_files "$(check_tftp_names "$1")"
}

check_tftpd() {
	check_files "$(sed -n 's/.*RRQ from .* filename //p' "$1" | sort -u)"
}

# nfs-ganesha's words on who mounted: of a v4 client's name, or of MOUNT v3.
check_nfs() {
	check "nfs-ganesha served $2" "$2" "$(grep -aE 'Created client name|mnt_Mnt .*MOUNT: Entry' "$1" |
		grep -aF ":$2" | tail -n 1 | cut -c 1-160)"
}

check_timeline() {
	echo "     $1: the client's console lines:"
	tr -d '\r' <"$LAB/$1/serial.log" | grep -aE '^.{0,8}rescue64(:| \[)' | sed 's/^/       /'
}

check_end() {
	if [ "$CHECK_FAILED" = 0 ]; then
		echo "all is well"
	else
		echo "$CHECK_FAILED of the above is not as it must be"
		return 1
	fi
}
