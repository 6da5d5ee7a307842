# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# shellcheck disable=SC2034 # variables for the tests
#
# Rows of a table: what the client does about a server's behaviour. One PC sits
# in the initramfs' shell, behind udev and ahead of the root; for each row the
# client runs there anew on a kernel line of its own.
#
#   rows_begin                    a PC named $ROW_GUEST (pc) on $BOOT_NETDEV, with
#                                 $ROW_ADDRESS, $ROW_MAC and $ROW_DISKS (QEMU's
#                                 options), at its prompt
#   row NFSROOT [WORD...]         one boot; $ROW_TIMEOUT is its rescue64.timeout
#   row_start NFSROOT [WORD...]   the same in two halves: the first returns once
#   row_end                       the client runs
#   row_ask COMMAND [SECONDS]     in that PC's shell; its output, its status
#   row_say REGEX                 waits until the client has said that
#   row_tell BEHAVIOUR            the row as a remark:
#                                 BEHAVIOUR | OUTCOME | SECONDS | WORDS
#   row_is_mounted VERSION BEHAVIOUR      claims a root over that version;
#   row_is_refused REGEX BEHAVIOUR        none, for a likely cause in these words
#
# After a row: $ROW_STATUS of the client, $ROW_SECONDS, $ROW_TEXT (the console),
# $ROW_LINES (the client's own lines of it), $ROW_MOUNT (the NFS mounts). What a
# row has mounted stays until the next one begins.
#
# RESCUE64_CLIENT names a program to use in place of the initrd's.

ROW_TIMEOUT=3
ROW_GUEST=pc
ROW_ADDRESS=10.0.2.20
ROW_MAC=52:54:00:64:00:02
ROW_DISKS=()

# Its own /proc/cmdline, since a PC cannot boot for each row. Whatever a row has
# left on a dead server must not hang: forced, then detached, each in time.
rows_guest() {
	cat <<-'END'
	#!/bin/sh
	clean() {
		kill -9 $(cat /run/sendsigs.omit.d/rescue64) 2>/dev/null
		umount /proc/cmdline 2>/dev/null
		sed -n 's/^[^ ]* \(\/root\|\/run\/initramfs[^ ]*\) .*/\1/p' /proc/mounts |
			sed '1!G;h;$!d' | while read -r dir; do
			timeout -s KILL 5 umount "$dir" ||
				timeout -s KILL 5 umount -f "$dir" ||
				umount -l "$dir"
		done 2>/dev/null
		rm -rf /run/rescue64 /run/net-*.conf
		for dev in /sys/class/net/e*; do
			ip addr flush dev "${dev##*/}"
		done 2>/dev/null
	}
	clean
	[ $# -gt 0 ] || exit 0
	echo "$*" >/tmp/line
	mount -o bind /tmp/line /proc/cmdline || exit
	echo "row begins"
	read -r begin rest </proc/uptime
	rescue64-client boot /root
	status=$?
	read -r end rest </proc/uptime
	sed -n 's/^\([^ ]* [^ ]* nfs\)/row mount \1/p' /proc/mounts
	echo "row ends: $status $begin $end"
	END
}

rows_begin() {
	mkdir -p "$LAB/rows/usr/bin" "$LAB/rows/usr/sbin"
	rows_guest >"$LAB/rows/usr/bin/row"
	chmod 755 "$LAB/rows/usr/bin/row"
	[ -z "${RESCUE64_CLIENT-}" ] ||
		install "$RESCUE64_CLIENT" "$LAB/rows/usr/sbin/rescue64-client"
	cp "$ROOT_INITRD" "$LAB/rows.initrd"
	truncate -s %4 "$LAB/rows.initrd"
	(cd "$LAB/rows" && find . | cpio -o -H newc -R 0:0 --quiet) >>"$LAB/rows.initrd"
	guest_start "$ROW_GUEST" net -kernel "$ROOT_KERNEL" -initrd "$LAB/rows.initrd" \
		-append "console=ttyS0,115200 break=mountroot no_timer_check" -no-reboot \
		-netdev "$BOOT_NETDEV" \
		-device "virtio-net-pci,netdev=net0,mac=$ROW_MAC" "${ROW_DISKS[@]}"
	guest_wait "$ROW_GUEST" 180 "\(initramfs\) " "the initramfs' shell"
	guest_run "$ROW_GUEST" 20 "stty cols 200; dmesg -n 1" >/dev/null
}

row_start() {
	local nfsroot=$1
	shift
	ROW_FROM=$(stat -c %s "$LAB/$ROW_GUEST/serial.log")
	guest_type "$ROW_GUEST" "row root=/dev/nfs ip=$ROW_ADDRESS::$ROOT_SERVER:255.255.255.0:::off 'nfsroot=$nfsroot' rescue64.timeout=$ROW_TIMEOUT $*\r"
	guest_wait "$ROW_GUEST" 60 "row begins" "the client's begin"
}

# Longer than any deadline of the client.
row_end() {
	local ends
	guest_wait "$ROW_GUEST" 400 "row ends: [0-9]+ [0-9.]+ [0-9.]+.?[^0-9.]" "the client's end"
	ROW_TEXT=$(tail -c "+$((ROW_FROM + 1))" "$LAB/$ROW_GUEST/serial.log" | tr -d '\000\r' |
		sed -e '1,/row begins/d' -e '/^row ends/q')
	ROW_LINES=$(grep -aE '^rescue64(:| \[)' <<<"$ROW_TEXT")
	ROW_MOUNT=$(sed -n 's/^row mount //p' <<<"$ROW_TEXT")
	ends=$(sed -n 's/^row ends: //p' <<<"$ROW_TEXT")
	ROW_STATUS=${ends%% *}
	ROW_SECONDS=$(awk '{ printf "%.1f", $3 - $2 }' <<<"$ends")
}

row() {
	row_start "$@"
	row_end
}

row_say() {
	guest_wait "$ROW_GUEST" 120 "$1" "the client's '$1'"
}

row_ask() {
	guest_run "$ROW_GUEST" "${2:-30}" "$1"
}

row_version() {
	sed -n 's/^[^ ]* \/run\/initramfs\/rescue64\/lower .*[ ,]vers=\([0-9.]*\),.*/\1/p' <<<"$ROW_MOUNT"
}

# What the client says is wrong: its last screen's likely cause where there is
# no root, else what it waited for, or why it is not over the first version.
row_words() {
	if [ "$ROW_STATUS" = 0 ]; then
		{
			grep -a 'waiting for' <<<"$ROW_LINES" | tail -n 1 | grep . ||
				grep -a 'failed: ' <<<"$ROW_LINES" | head -n 1
		} | sed -e 's/^rescue64 *\[[^]]*\] *//'
	else
		awk '/^ Likely cause:/ { cause = ""; in_it = 1; next }
			/^ What to do/ { in_it = 0 }
			in_it { sub(/^ */, ""); cause = cause $0 " " }
			END { print cause }' <<<"$ROW_TEXT" | sed 's/ *$//'
	fi
}

row_tell() {
	local outcome="no root, exit $ROW_STATUS"
	[ "$ROW_STATUS" != 0 ] || outcome="NFS $(row_version)"
	diag "$1 | $outcome | $ROW_SECONDS | $(row_words)"
}

row_is_mounted() {
	row_tell "$2"
	is "exit $ROW_STATUS, NFS $(row_version)" "exit 0, NFS $1" "$2: the root over NFS $1" ||
		diag "$ROW_TEXT"
}

row_is_refused() {
	row_tell "$2"
	is "exit $ROW_STATUS, NFS $(row_version)" "exit 1, NFS " "$2: no root" ||
		diag "$ROW_TEXT"
	like "$(row_words)" "$1" "$2: it says why"
}
