# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# shellcheck disable=SC2034 # variables for the tests
#
# What the boots with kept overlays share: a server of images, made and exported
# by rescue64-server itself below a prefix of the laboratory, and a tiny root
# with what an overlay that is kept needs of it. Sourced behind lib.sh.
#
#   overlay_begin                 $OVERLAY_SERVER, the prefix; no image yet
#   overlay_tiny_root MODULE...   the tiny root, with these modules, e2fsck and
#                                 coreutils' sync, which is fsync(1)
#   overlay_generation ID         it as a generation too; $OVERLAY_GENERATION
#   overlay_create MACHINE [SIZE] $OVERLAY_IMAGE
#   overlay_serve EXPORTS [KEY=VALUE...]   from nfs-ganesha, these and the images
#   overlay_second_cable          another tap on boot_lan's bridge, for the next PC
#   overlay_off NAME              takes a PC's power
#   overlay_is_sound IMAGE NAME   nothing is lost once its journal is read: a claim
#   overlay_is_clean IMAGE NAME   there is no journal to be read, even

# shellcheck source=nfsd.sh
. "$(dirname "${BASH_SOURCE[0]}")/nfsd.sh"

OVERLAYS_PATH=/srv/pxe/overlays/rescue64

overlay_rescue64_server() {
	"$TOP/build/server-helper/rescue64-server" --root "$OVERLAY_SERVER" "$@" \
		>>"$LAB/rescue64-server.log" 2>&1 || {
		lab_tail "$LAB/rescue64-server.log"
		lab_die "rescue64-server $* failed"
	}
}

overlay_begin() {
	need_program mke2fs e2fsck dumpe2fs
	OVERLAY_SERVER=$LAB/server
	OVERLAY_EXPORT_ID=70
	mkdir -p "$OVERLAY_SERVER/etc/rescue64" "$OVERLAY_SERVER/srv/pxe"
	cat >"$OVERLAY_SERVER/etc/rescue64/server.conf" <<-END
	server=$ROOT_SERVER
	networks=$ROOT_NETWORK 127.0.0.1
	export=ganesha
	END
}

# In the folders and by the names that modprobe knows.
overlay_modules() {
	local version file tree=$ROOT_TREE/lib/modules dir=$TINY/lib/modules
	need_program depmod
	version=$(ls "$tree")
	modprobe -d "$ROOT_TREE" -S "$version" --show-depends -a "$@" \
		>"$LAB/overlay.modules" || lab_die "the root's kernel has not all of: $*"
	while read -r _ file _; do
		install -m 644 -D "$file" "$dir/${file#"$tree"/}" || lab_die "cannot copy $file"
	done < <(grep '^insmod ' "$LAB/overlay.modules" | sort -u)
	cp "$tree/$version"/modules.{order,builtin,builtin.modinfo} "$dir/$version"
	depmod -b "$TINY" "$version" || lab_die "depmod failed"
}

overlay_tiny_root() {
	boot_tiny_root
	overlay_modules "$@"
	# busybox's sync takes no file's name.
	rm "$TINY/bin/sync"
	nfsd_copy "$TINY" /sbin/e2fsck /bin/sync
	echo golden >"$TINY/etc/generation"
}

overlay_generation() {
	OVERLAY_GENERATION=/srv/pxe/generations/rescue64/$1
	mkdir -p "$LAB/generations"
	cp -a "$TINY" "$LAB/generations/$1"
	echo "$1" >"$LAB/generations/$1/etc/generation"
	server_export "$((OVERLAY_EXPORT_ID++))" "$LAB/generations/$1" \
		"$OVERLAY_GENERATION" >>"$LAB/generations.exports"
}

overlay_create() {
	local name
	overlay_rescue64_server overlay create "$1" --size "${2:-64M}"
	name=${1//:/-}
	OVERLAY_IMAGE=$OVERLAY_SERVER$OVERLAYS_PATH/$name.img
	[ -f "$OVERLAY_IMAGE" ] || lab_die "there is no $OVERLAY_IMAGE"
}

# The blocks of a file that are for the images, or all others.
overlay_blocks() {
	awk -v RS= -v ORS='\n\n' -v want="$1" \
		'/^EXPORT/ && (index($0, "/srv/pxe/overlays") > 0) == want' "$2"
}

overlay_serve() {
	local exports=$1
	shift
	overlay_rescue64_server export
	{
		overlay_blocks 0 "$exports"
		overlay_blocks 1 "$OVERLAY_SERVER/etc/ganesha/rescue64.conf"
	} >"$LAB/overlay.exports"
	server_rpcbind net
	server_ganesha net ganesha "$LAB/overlay.exports" "$@"
}

overlay_second_cable() {
	lab_exec net ip tuntap add tap1 mode tap || lab_die "cannot make tap1"
	lab_exec net ip link set tap1 master br0 up
	BOOT_NETDEV=tap,id=net0,ifname=tap1,script=no,downscript=no
}

# What it has sent is on its way to the disk yet.
overlay_off() {
	guest_stop "$1"
	sleep 1
}

overlay_is_sound() {
	local copy=$LAB/copy.img status
	cp --sparse=always "$1" "$copy"
	e2fsck -p "$copy" >"$LAB/e2fsck" 2>&1
	status=$?
	diag "$(cat "$LAB/e2fsck")"
	[ "$status" -le 1 ] || {
		fail "$2"
		return
	}
	ok "$2" e2fsck -fn "$copy"
}

overlay_is_clean() {
	local text
	text=$(dumpe2fs -h "$1" 2>/dev/null | grep -E '^Filesystem (state|features)')
	like "$text" "state: +clean$" "$2"
	unlike "$text" needs_recovery "$2, with no journal to be read"
}
