# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# For the tests of rescue64-server: a prefix in $LAB with a small golden root
# that looks finished.
#
#   server_begin            test_begin; $P is the prefix, $GOLDEN the root
#   server ARGUMENT...      rescue64-server --root $P ARGUMENT...
#   server_golden           makes the root, with RELEASE as its kernel
#   server_kernel RELEASE   adds a kernel, its modules and an initrd
#   server_bzimage RELEASE  prints a kernel's boot sector and setup code
#   server_initrd RELEASE   prints a cpio archive
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

RELEASE=6.1.0-9

# The fields of Documentation/arch/x86/boot.rst up to loadflags: one sector of
# setup code, HdrS, protocol 2.15, the version's string at 0x300, a bzImage.
server_bzimage() {
	head -c 497 /dev/zero
	printf '\001\000\000\000\000\000\000\000\000\000\000\000\000\125\252'
	printf '\353\146HdrS\017\002\000\000\000\000\000\000\000\001\000\001'
	head -c 238 /dev/zero
	printf '%-255s\000' "$1 (a test) #1 SMP"
}

server_initrd() {
	local tree=$LAB/initrd-tree
	rm -rf "$tree"
	mkdir -p "$tree/usr/sbin" "$tree/usr/lib/modules/$1/kernel"
	cp "$GOLDEN/usr/sbin/rescue64-client" "$tree/usr/sbin/"
	echo nfs >"$tree/usr/lib/modules/$1/kernel/nfs.ko"
	(cd "$tree" && find . | cpio --quiet -o -H newc)
}

server_kernel() {
	mkdir -p "$GOLDEN/lib/modules/$1"
	echo "kernel/nfs.ko:" >"$GOLDEN/lib/modules/$1/modules.dep"
	server_bzimage "$1" >"$GOLDEN/boot/vmlinuz-$1"
	server_initrd "$1" >"$GOLDEN/boot/initrd.img-$1"
}

# The client is the real one where it is built.
server_golden() {
	mkdir -p "$GOLDEN"/{boot,etc/ssh,lib,root,tmp,run,usr/sbin,var/log,var/lib/dbus}
	ln -s usr/sbin "$GOLDEN/sbin"
	printf 'state=finished\n' >"$GOLDEN/etc/rescue64.build"
	printf '0123456789abcdef0123456789abcdef\n' >"$GOLDEN/etc/machine-id"
	printf 'root:*:20000:0:99999:7:::\n' >"$GOLDEN/etc/shadow"
	chmod 640 "$GOLDEN/etc/shadow"
	printf '#!/bin/sh\n' >"$GOLDEN/usr/sbin/init"
	printf 'rescue64-client %s\n' "$("$SERVER" --version | cut -d' ' -f2)" \
		>"$GOLDEN/usr/sbin/rescue64-client"
	[ ! -x "$O/client/rescue64-client" ] ||
		cp "$O/client/rescue64-client" "$GOLDEN/usr/sbin/"
	chmod 755 "$GOLDEN"/usr/sbin/{init,rescue64-client}
	server_kernel "$RELEASE"
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
