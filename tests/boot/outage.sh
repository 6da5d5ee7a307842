# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# What the boots share whose file server goes away in the middle: the published
# root from nfs-ganesha, and what an undisturbed boot looks like.
#
#   outage_serve GRACE            starts it, also again; 0: no grace period
#   outage_signal SIGNAL          to the server
#   outage_boot VERSION           up to where systemd starts its first units
#   outage_prompt VERSION         the prompt comes, all is as in any boot
#   outage_off                    for another boot from the same server

# shellcheck source=lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

# The kernel's as well: of a task that waits 120 s, which no outage here lasts.
OUTAGE_ERRORS="Input/output error|Stale file handle|Remote I/O error|Bad file descriptor|blocked for more than"

outage_serve() {
	server_ganesha net ganesha "$ROOT_EXPORTS" "grace=$1"
	OUTAGE_PID=$LAB_PID
}

outage_signal() {
	kill "-$1" "$OUTAGE_PID"
	[ "$1" != KILL ] || wait "$OUTAGE_PID" 2>/dev/null
}

# Behind these words systemd reads units, generators and the programs of its
# services: nothing of that is in the guest's memory yet.
outage_boot() {
	boot_start "root=/dev/nfs ip=dhcp nfsroot=$ROOT_SERVER:$ROOT_GENERATION,vers=$1"
	guest_wait pc 240 "nfs $1 [^ ]* mounted" "the mount over NFS $1"
	guest_wait pc 120 "systemd\[1\]: Detected architecture" "systemd"
}

outage_no_prompt() {
	unlike "$(cat "$LAB/pc/serial.log")" "root@[^ ]+:" "$1"
}

outage_prompt() {
	guest_wait pc 400 "root@[^ ]+:" "the root prompt"
	pass "over NFS $1 the root prompt comes"
	boot_ask "dmesg -n 1; stty cols 200; PS1='# '" 60 >/dev/null
	is "$(boot_ask 'timeout 200 systemctl is-system-running --wait' 220)" running "systemd says that the system is running"
	is "$(boot_ask 'systemctl --failed --no-legend --plain' 60)" "" "no unit has failed"
	boot_ask 'journalctl -b -o short-monotonic --no-pager' 120 >"$LAB/journal"
	ok "the journal is there" grep -q "Startup finished in" "$LAB/journal"
	is "$(grep -aE "$OUTAGE_ERRORS" "$LAB/journal")" "" "nothing in it of a failed read"
	is "$(boot_ask 'echo 3 >/proc/sys/vm/drop_caches; cksum </usr/bin/perl' 60)" \
		"$(cksum <"$ROOT_TREE/usr/bin/perl")" "the root is read right"
	like "$(boot_ask "findmnt -no OPTIONS /run/initramfs/rescue64/lower" 60)" \
		"[ ,]vers=$1," "it is still mounted over NFS $1"
	unlike "$(boot_console)" "error|failed|warning" "no error in the client's lines"
	# The readers of a call that the kernel gives up may have tried again.
	unlike "$(boot_ask dmesg 60)" "nfs: server .* timed out" "no call has been given up"
	diag "$(boot_console)"
	diag "$(boot_ask 'dmesg | grep "nfs: server"' 60)"
}

outage_off() {
	guest_stop pc
}
