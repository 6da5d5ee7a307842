# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# shellcheck disable=SC2034 # variables for whoever sources this
#
# The root that demo, bridge and boot tests share: built and published once by
# rescue64-server below a prefix, and again when the client has changed.
#
#   root_prepare PREFIX [BUILD OPTION...]
#       then $ROOT_ID, $ROOT_GENERATION (path), $ROOT_TREE (where that is on
#       this machine), $ROOT_TFTP, $ROOT_KERNEL, $ROOT_INITRD, $ROOT_EXPORTS
#
# The server has the same address in every laboratory, QEMU's user network
# (slirp) or bridge, so that one menu serves them all.

ROOT_NETWORK=10.0.2.0/24
ROOT_SERVER=10.0.2.2
# An emulated PC on a busy machine loses ticks of the timer, which the kernel checks
# and panics about. systemd stalls there for up to 90 s where it attaches its BPF LSM
# program.
ROOT_APPEND="console=tty0 console=ttyS0,115200 lsm=landlock,lockdown,yama,integrity,apparmor no_timer_check"

# Says what goes on every 30 s, until the work has ended. Its log is shown
# where it fails.
root_step() {
	local what=$1 log=$2 start=$SECONDS pid
	shift 2
	lab_say "$what ..."
	"$@" </dev/null >"$log" 2>&1 &
	pid=$!
	lab_note "$pid"
	while lab_alive "$pid"; do
		sleep 0.5
		(((SECONDS - start) % 30 != 29)) || {
			lab_say "$what: $((SECONDS - start)) s: $(tail -n 1 "$log" | tr -d '\000-\037' | cut -c 1-100)"
			sleep 1
		}
	done
	wait "$pid" || {
		lab_tail "$log"
		lab_die "$what: failed; all of it is in $log"
	}
	lab_say "$what: done in $((SECONDS - start)) s"
}

root_server() {
	"$TOP/build/server-helper/rescue64-server" --root "$ROOT_PREFIX" "$@"
}

# Writes stdin to FILE where that changes it.
root_write() {
	local new
	new=$(cat)
	mkdir -p "$(dirname "$1")"
	[ "$new" = "$(cat "$1" 2>/dev/null)" ] || printf '%s\n' "$new" >"$1"
}

# slirp's guests come from this machine's loopback.
root_configure() {
	root_write "$ROOT_PREFIX/etc/rescue64/server.conf" <<-END
	server=$ROOT_SERVER
	networks=$ROOT_NETWORK 127.0.0.1
	export=ganesha
	title=rescue64
	default=rescue
	timeout=5
	serial=0
	append=$ROOT_APPEND
	END
}

# What a generation is made of, besides Debian: the client and the menu.
root_inputs() {
	cat "$ROOT_PREFIX/etc/rescue64/server.conf"
	(cd "$ROOT_PREFIX/client" && find . -type f -exec sha256sum {} + | sort)
}

# All generations but the newest go, in which another run may still be booted.
root_forget() {
	find "$ROOT_PREFIX/srv/pxe/generations/rescue64" -mindepth 1 -maxdepth 1 \
		-name '[0-9]*Z' -printf '%f\n' 2>/dev/null | sort | head -n -1 |
		while read -r id; do
			rm -rf --one-file-system \
				"$ROOT_PREFIX/srv/pxe/generations/rescue64/$id" \
				"$ROOT_PREFIX/srv/pxe/tftp/kernel/rescue64/$id"
		done
}

root_publish() {
	root_forget
	root_server snapshot && root_server publish
}

# The generation that the menu boots; empty where there is none.
root_published() {
	sed -n 's,.*kernel/rescue64/\([0-9TZ]*\)/vmlinuz.*,\1,p' \
		"$ROOT_PREFIX/srv/pxe/tftp/pxelinux.cfg/default" 2>/dev/null | head -n 1
}

root_prepare() {
	local logs=$1/logs inputs
	ROOT_PREFIX=$1
	shift
	mkdir -p "$logs"
	exec 8>"$ROOT_PREFIX/lock"
	flock 8
	root_step "building rescue64" "$logs/make" \
		make -C "$TOP" "-j$(nproc)" client server
	root_configure
	rm -rf "$ROOT_PREFIX/client"
	make -C "$TOP" install-client DESTDIR="$ROOT_PREFIX/client" >"$logs/install" 2>&1 ||
		lab_die "make install-client failed; see $logs/install"
	inputs=$(root_inputs)
	if [ -z "$(root_published)" ] || [ "$inputs" != "$(cat "$ROOT_PREFIX/inputs" 2>/dev/null)" ]; then
		root_step "bootstrapping the root (minutes, once)" "$logs/build" \
			root_server build --client "$ROOT_PREFIX/client" \
			--cache "$ROOT_PREFIX/packages" "$@"
		root_step "publishing a generation" "$logs/publish" root_publish
		printf '%s\n' "$inputs" >"$ROOT_PREFIX/inputs"
	fi
	exec 8>&-
	ROOT_ID=$(root_published)
	[ -n "$ROOT_ID" ] || lab_die "the menu names no generation; see $logs/publish"
	ROOT_GENERATION=/srv/pxe/generations/rescue64/$ROOT_ID
	ROOT_TREE=$ROOT_PREFIX$ROOT_GENERATION
	ROOT_TFTP=$ROOT_PREFIX/srv/pxe/tftp
	ROOT_KERNEL=$ROOT_TFTP/kernel/rescue64/$ROOT_ID/vmlinuz
	ROOT_INITRD=$ROOT_TFTP/kernel/rescue64/$ROOT_ID/initrd.img
	ROOT_EXPORTS=$ROOT_PREFIX/etc/ganesha/rescue64.conf
}
