# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# A laboratory: a temporary folder, network namespaces and processes that all
# end with the script, however it ends. Sourced by qemu/* and tests/*.
#
#   lab_begin NAME                  the folder is $LAB
#   lab_namespace NS                a namespace with lo up; lab_exec NS COMMAND...
#   lab_bridge NS BRIDGE            forward delay 0, or PXE times out
#   lab_veth NS1 IF1 NS2 IF2        a cable between two namespaces
#   lab_spawn NAME COMMAND...       in the background; log $LAB/NAME.log, $LAB_PID
#   lab_front_in NS COMMAND...      with the terminal, until it ends
#   lab_stop PID                    TERM, after 5 s KILL
#   lab_wait SECONDS WHAT COMMAND   until COMMAND succeeds, or says what was late
#   lab_at_end COMMAND              one more thing to do at the end

LAB=
LAB_PID=
LAB_PIDS=()
declare -A LAB_STARTED
LAB_NAMESPACES=()
LAB_ENDINGS=()
# Unique on this machine; short, since iproute2 takes any name but people read it.
LAB_TAG="r64-$$"

lab_say() {
	printf '%s: %s\n' "${LAB_NAME:-${0##*/}}" "$*" >&2
}

lab_die() {
	lab_say "$@"
	exit 1
}

lab_begin() {
	LAB_NAME=$1
	LAB=$(mktemp -d "${TMPDIR:-/tmp}/rescue64-$1.XXXXXX") || exit 1
	chmod 755 "$LAB"
	trap lab_end EXIT
	trap 'exit 129' HUP
	trap 'exit 130' INT
	trap 'exit 143' TERM
}

lab_at_end() {
	LAB_ENDINGS+=("$1")
}

# The exit trap: last in, first out. It keeps the script's exit status.
lab_end() {
	local status=$? i
	trap '' HUP INT TERM
	trap - EXIT
	set +e
	for ((i = ${#LAB_ENDINGS[@]} - 1; i >= 0; i--)); do
		eval "${LAB_ENDINGS[i]}"
	done
	for ((i = ${#LAB_PIDS[@]} - 1; i >= 0; i--)); do
		lab_stop "${LAB_PIDS[i]}"
	done
	for i in "${LAB_NAMESPACES[@]}"; do
		ip netns del "$i" 2>/dev/null
	done
	if [ -n "$LAB" ] && [ -z "${RESCUE64_KEEP-}" ]; then
		rm -rf --one-file-system "$LAB"
	elif [ -n "$LAB" ]; then
		lab_say "kept $LAB"
	fi
	exit "$status"
}

lab_namespace() {
	ip netns add "$LAB_TAG-$1" || lab_die "cannot make network namespace $LAB_TAG-$1"
	LAB_NAMESPACES+=("$LAB_TAG-$1")
	lab_exec "$1" ip link set lo up
}

lab_exec() {
	local ns=$1
	shift
	ip netns exec "$LAB_TAG-$ns" "$@"
}

lab_bridge() {
	lab_exec "$1" ip link add "$2" type bridge forward_delay 0 stp_state 0 &&
		lab_exec "$1" ip link set "$2" up
}

lab_veth() {
	lab_exec "$1" ip link add "$2" type veth peer name "$4" netns "$LAB_TAG-$3" &&
		lab_exec "$1" ip link set "$2" up &&
		lab_exec "$3" ip link set "$4" up
}

# The command is exec'ed, by `ip netns exec` too, so that the pid is its own.
lab_spawn() {
	local name=$1
	shift
	"$@" </dev/null >>"$LAB/$name.log" 2>&1 &
	lab_note "$!"
}

lab_spawn_in() {
	local ns=$1 name=$2
	shift 2
	lab_spawn "$name" ip netns exec "$LAB_TAG-$ns" "$@"
}

# The same with the terminal, until it ends. Not in the foreground: a trap would
# wait there for it, and what it is to end would live on.
lab_front_in() {
	local ns=$1
	shift
	ip netns exec "$LAB_TAG-$ns" "$@" <&0 &
	lab_note "$!"
	wait "$LAB_PID"
}

# When a process started, in clock ticks (proc(5), stat, field 22); nothing for
# one that is gone or a zombie. Behind the name, which may hold anything.
lab_started() {
	local stat
	read -r stat <"/proc/$1/stat" || return
	read -ra stat <<<"${stat##*) }"
	[ "${stat[0]}" = Z ] || echo "${stat[19]}"
} 2>/dev/null

# Pids come round again within minutes: one is ours only with its start.
lab_note() {
	LAB_PID=$1
	LAB_PIDS+=("$1")
	LAB_STARTED[$1]=$(lab_started "$1")
}

lab_alive() {
	local started
	started=$(lab_started "$1")
	[ -n "$started" ] && [ "$started" = "${LAB_STARTED[$1]-}" ]
}

lab_stop() {
	local pid=$1 i
	local left=()
	for i in "${LAB_PIDS[@]}"; do
		[ "$i" = "$pid" ] || left+=("$i")
	done
	LAB_PIDS=("${left[@]}")
	lab_alive "$pid" || return 0
	kill "$pid" 2>/dev/null
	for ((i = 0; i < 50; i++)); do
		lab_alive "$pid" || break
		sleep 0.1
	done
	! lab_alive "$pid" || kill -KILL "$pid" 2>/dev/null
	wait "$pid" 2>/dev/null
	return 0
}

lab_wait() {
	local seconds=$1 what=$2 end
	shift 2
	end=$((SECONDS + seconds))
	until "$@"; do
		if ((SECONDS >= end)); then
			lab_say "waited $seconds s in vain for $what"
			return 1
		fi
		sleep 0.2
	done
}

# The last lines of a log, for whoever has to find out why.
lab_tail() {
	lab_say "the end of ${2:-${1##*/}}:"
	tail -n "${LAB_TAIL:-40}" "$1" 2>/dev/null | tr -d '\000\r' | sed 's/^/  | /' >&2
}
