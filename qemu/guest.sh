# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# PCs for the laboratory (lab.sh), made of QEMU: serial console and monitor on
# pipes, so that a script can read, type and look at the screen.
#
#   guest_start NAME NS [QEMU OPTION...]   files in $LAB/NAME/
#   guest_wait NAME SECONDS REGEX [WHAT]   in what the serial console has said
#                                          since the last match or guest_type
#   guest_type NAME TEXT                   TEXT as it is; \r is Enter
#   guest_run NAME SECONDS COMMAND         at a root prompt; its output, its status
#   guest_key NAME KEY...                  QEMU's names: down, ret, ctrl-c
#   guest_screen NAME                      the VGA text memory's lines
#   guest_wait_screen NAME SECONDS REGEX
#   guest_wait_off NAME SECONDS            until the PC has switched itself off
#   guest_stop NAME
#
# Whatever was waited for in vain ends the script with the log's last lines.

declare -A GUEST_PID GUEST_SEEN
GUEST_ACCEL=()
# Exit status of a wait in vain, for who calls guest_run in a subshell.
GUEST_FAILED=70
GUEST_MEMORY=${GUEST_MEMORY:-1024}

# A boot sector that writes 0x10 to port 0xf4, where isa-debug-exit makes it
# QEMU's exit status 33: only a guest that really runs gets there. /dev/kvm
# alone proves nothing.
guest_probe() {
	local status
	{
		printf '\xb0\x10\xe6\xf4\xf4\xeb\xfd'
		head -c 503 /dev/zero
		printf '\x55\xaa'
	} >"$LAB/probe.img"
	(timeout 10 qemu-system-x86_64 -accel kvm -cpu host -display none -nodefaults \
		-device isa-debug-exit,iobase=0xf4,iosize=4 -no-reboot \
		-drive "file=$LAB/probe.img,format=raw,if=ide"
		exit) >/dev/null 2>&1
	status=$?
	if [ "$status" = 33 ]; then
		GUEST_ACCEL=(-accel kvm -cpu host -smp 2)
	else
		# One CPU: two gave an int3 panic in one boot of thirty.
		GUEST_ACCEL=(-accel "tcg,thread=multi" -cpu max -smp 1)
	fi
}

# What every guest is started with; the demo adds its own console.
guest_options() {
	[ "${#GUEST_ACCEL[@]}" -gt 0 ] || guest_probe
	GUEST_OPTIONS=(qemu-system-x86_64 -name "$1" -machine pc
		"${GUEST_ACCEL[@]}" -m "$GUEST_MEMORY" -nodefaults -no-user-config
		-vga std -rtc base=utc -object "rng-random,id=rng,filename=/dev/urandom"
		-device "virtio-rng-pci,rng=rng")
}

guest_start() {
	local name=$1 ns=$2 dir=$LAB/$1 pipe
	shift 2
	guest_options "$name"
	rm -rf "$dir"
	mkdir "$dir"
	for pipe in serial.in serial.out monitor.in monitor.out; do
		mkfifo "$dir/$pipe"
	done
	: >"$dir/serial.log"
	lab_spawn "$name/serial" cat "$dir/serial.out"
	lab_spawn "$name/monitor" cat "$dir/monitor.out"
	lab_spawn_in "$ns" "$name/qemu" "${GUEST_OPTIONS[@]}" -display none \
		-chardev "pipe,id=serial,path=$dir/serial" -serial chardev:serial \
		-chardev "pipe,id=monitor,path=$dir/monitor" -mon chardev=monitor \
		"$@"
	GUEST_PID[$name]=$LAB_PID
	GUEST_SEEN[$name]=0
	lab_wait 10 "$name's monitor" grep -qs QEMU "$dir/monitor.log" ||
		guest_fail "$name" "QEMU did not start"
}

guest_alive() {
	lab_alive "${GUEST_PID[$1]}"
}

guest_fail() {
	local name=$1
	shift
	[ ! -s "$LAB/$name/qemu.log" ] || lab_tail "$LAB/$name/qemu.log" "QEMU's words on $name"
	lab_tail "$LAB/$name/serial.log" "$name's serial console"
	lab_say "$name: $*"
	exit "$GUEST_FAILED"
}

# Looks for REGEX behind the place of the last match; a line's escape sequences
# (the firmware, systemd) stay in, so match words.
guest_saw() {
	local log=$LAB/$1/serial.log hit
	hit=$(tail -c "+$((GUEST_SEEN[$1] + 1))" "$log" | LC_ALL=C grep -aobE -m1 -e "$2" | head -n 1)
	[ -n "$hit" ] || return 1
	GUEST_SEEN[$1]=$((GUEST_SEEN[$1] + ${hit%%:*} + 1))
}

guest_wait() {
	local name=$1 seconds=$2 regex=$3 what=${4:-"'$3'"} end
	end=$((SECONDS + seconds))
	until guest_saw "$name" "$regex"; do
		guest_alive "$name" || {
			# What it said last may still be on its way to the log.
			sleep 0.5
			guest_saw "$name" "$regex" && return
			guest_fail "$name" "ended before $what"
		}
		! grep -aqs "Kernel panic - not syncing" "$LAB/$name/serial.log" ||
			guest_fail "$name" "its kernel panicked before $what"
		((SECONDS < end)) || guest_fail "$name" "waited $seconds s in vain for $what"
		sleep 0.2
	done
}

guest_type() {
	GUEST_SEEN[$1]=$(stat -c %s "$LAB/$1/serial.log")
	printf '%b' "$2" 1<>"$LAB/$1/serial.in"
}

# The marks are typed in two halves, so that the echo of the command is none.
guest_run() {
	local name=$1 seconds=$2 command=$3 mark start output
	start=$(stat -c %s "$LAB/$name/serial.log")
	mark="r64mark$start"
	GUEST_SEEN[$name]=$start
	printf '%s\n' " echo ${mark}'begin'; $command; echo ${mark}'end' \$?" |
		tr '\n' '\r' 1<>"$LAB/$name/serial.in"
	guest_wait "$name" "$seconds" "${mark}end [0-9]+" "the end of '$command'"
	output=$(tail -c "+$((start + 1))" "$LAB/$name/serial.log" | tr -d '\r' |
		sed -e 's/\x1b\[[?0-9;]*[a-zA-Z]//g' -e 's/\x1b\][^\x07\x1b]*[\x07]//g')
	sed -n "/^.*${mark}begin\$/,/${mark}end [0-9]/p" <<<"$output" |
		sed -e "1d" -e "/${mark}end [0-9]/{s/${mark}end [0-9]*\$//;/^\$/d}"
	output=${output##*"${mark}end "}
	return "$(printf '%d' "${output%%[^0-9]*}")"
}

guest_monitor() {
	printf '%s\n' "$2" 1<>"$LAB/$1/monitor.in"
}

guest_key() {
	local name=$1 key
	shift
	for key; do
		guest_monitor "$name" "sendkey $key"
		sleep 0.3
	done
}

# Cells of character and colour at b8000, 80 to a line. Linux scrolls by moving
# the start within these 32 KiB: all of them are looked at, not 25 lines.
guest_screen() {
	local file=$LAB/$1/screen
	rm -f "$file"
	guest_monitor "$1" "pmemsave 0xb8000 32640 \"$file\""
	lab_wait 5 "$1's screen" guest_screen_is_there "$file" || return 1
	od -An -v -tu1 -w160 "$file" | awk '{
		line = ""
		for (i = 1; i < NF; i += 2)
			line = line ($i > 31 && $i < 127 ? sprintf("%c", $i) : " ")
		sub(/ +$/, "", line)
		if (line != "")
			print line
	}'
}

guest_screen_is_there() {
	[ "$(stat -c %s "$1" 2>/dev/null)" = 32640 ]
}

guest_wait_screen() {
	local name=$1 seconds=$2 regex=$3 end screen
	end=$((SECONDS + seconds))
	while :; do
		screen=$(guest_screen "$name")
		! grep -qE -e "$regex" <<<"$screen" || return 0
		guest_alive "$name" || guest_fail "$name" "ended before '$regex' stood on its screen"
		if ((SECONDS >= end)); then
			lab_say "$name's screen:"
			tail -n 25 <<<"$screen" | sed 's/^/  | /' >&2
			guest_fail "$name" "waited $seconds s in vain for '$regex' on its screen"
		fi
		sleep 1
	done
}

guest_wait_off() {
	local end=$((SECONDS + $2))
	while guest_alive "$1"; do
		((SECONDS < end)) || guest_fail "$1" "has not switched itself off within $2 s"
		sleep 0.2
	done
	wait "${GUEST_PID[$1]}" ||
		guest_fail "$1" "QEMU ended with status $?"
	sleep 0.3
}

guest_stop() {
	lab_stop "${GUEST_PID[$1]}"
}
