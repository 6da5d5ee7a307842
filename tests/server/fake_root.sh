# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# For the tests of rescue64-server: a prefix in $LAB with a small golden root
# that looks finished.
#
#   server_begin            test_begin; $P is the prefix, $GOLDEN the root
#   server ARGUMENT...      rescue64-server --root $P ARGUMENT...
#   server_golden           makes the root
#   server_generation       takes a snapshot, prints its ID
#   refuses CODE NAME WORDS ARGUMENT...
#                           fails with CODE; stderr has the line WORDS (a regex)

SERVER=$O/server-helper/rescue64-server

server_begin() {
	need_root
	[ -x "$SERVER" ] || skip_all "$SERVER is not built"
	test_begin
	P=$LAB/prefix
	GOLDEN=$P/srv/pxe/rescue64
	mkdir "$P"
}

server() {
	"$SERVER" --root "$P" "$@"
}

server_golden() {
	mkdir -p "$GOLDEN"/{boot,etc/ssh,lib/modules/6.1.0-9,root,tmp,run,usr/sbin,var/log,var/lib/dbus}
	ln -s usr/sbin "$GOLDEN/sbin"
	printf 'state=finished\n' >"$GOLDEN/etc/rescue64.build"
	printf '0123456789abcdef0123456789abcdef\n' >"$GOLDEN/etc/machine-id"
	install -m755 /dev/null "$GOLDEN/usr/sbin/init"
	install -m755 /dev/null "$GOLDEN/usr/sbin/rescue64-client"
	echo kernel >"$GOLDEN/boot/vmlinuz-6.1.0-9"
	echo initrd >"$GOLDEN/boot/initrd.img-6.1.0-9"
}

server_generation() {
	server snapshot 2>>"$LAB/snapshot.log"
}

refuses() {
	local code=$1 name=$2 words=$3 got
	shift 3
	server "$@" >"$LAB/out" 2>"$LAB/err" </dev/null
	got=$?
	if [ "$got" = "$code" ] && grep -qE -e "^rescue64-server: .*$words" "$LAB/err"; then
		pass "$name"
	else
		fail "$name"
		diag "exit code $got, expected $code; stderr:"
		diag "$(cat "$LAB/err")"
	fi
}

# A root with a shell, made of this machine's own files.
server_golden_with() {
	local program file
	server_golden
	mkdir -p "$GOLDEN"/{proc,sys,dev,usr/bin}
	ln -sfn usr/bin "$GOLDEN/bin"
	for program in bash "$@"; do
		cp -L "$(type -P "$program")" "$GOLDEN/usr/bin/"
		ldd "$(type -P "$program")" | grep -o '/[^ ]*' | while read -r file; do
			mkdir -p "$GOLDEN$(dirname "$file")"
			cp -L "$file" "$GOLDEN$file"
		done
	done
}
