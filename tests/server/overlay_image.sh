# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# shellcheck disable=SC2034 # variables for the tests
#
# For the tests of overlay commit: an image as a PC leaves it, written by the
# kernel's own overlayfs, mounted as client/overlay.c does. Behind fake_root.sh.
#
#   image_begin             skips where this machine can mount no such thing;
#                           $NAME, $IMAGE, $FOLDER and the generation $BASE
#   image_new SIZE          a new image for $NAME
#   image_boot ID           its overlay on $PC, over that generation
#   image_off               the PC is off
#   image_commit [ARGUMENT...]    overlay commit $NAME: $NEW, the folder of the
#                           generation; what it said is in $LAB/commit
#   image_left              prints what a commit has left anywhere

image_begin() {
	need_program mke2fs e2fsck losetup setfattr getfattr setfacl getfacl
	NAME=52-54-00-64-00-02
	FOLDER=$P/srv/pxe/overlays/rescue64
	IMAGE=$FOLDER/$NAME.img
	ALL=$P/srv/pxe/generations/rescue64
	PC=$LAB/pc
	mkdir "$PC" "$LAB/rw" "$LAB/try" "$LAB/try"/{l,u,w,m}
	if ! mount -t tmpfs none "$LAB/try/u" 2>"$LAB/try.log"; then
		skip_all "no mounts here"
	fi
	mkdir "$LAB/try/u"/{u,w}
	mount -t overlay -o "lowerdir=$LAB/try/l,upperdir=$LAB/try/u/u,workdir=$LAB/try/u/w" try "$LAB/try/m" 2>"$LAB/try.log" &&
		umount "$LAB/try/m" || TRY=no
	umount "$LAB/try/u"
	[ "${TRY-}" != no ] || skip_all "no overlayfs here"
	losetup -f >"$LAB/try.log" 2>&1 || skip_all "no loop device here"
	lab_at_end "umount -R $PC $LAB/rw 2>/dev/null"
}

image_new() {
	rm -f "$IMAGE"
	server overlay create "$NAME" --size "$1" 2>>"$LAB/create.log"
}

image_boot() {
	local id=$1
	mount -o loop,noatime "$IMAGE" "$LAB/rw" || lab_die "cannot mount $IMAGE"
	mkdir -p "$LAB/rw/rescue64"/{upper,work}
	chmod 755 "$LAB/rw/rescue64/upper"
	printf "VERSION='0.1'\nROOT='/srv/pxe/generations/rescue64/%s'\nMACHINE='0123'\n" "$id" \
		>"$LAB/rw/rescue64/overlay.env"
	mount -t overlay -o "noatime,xino=off,index=off,metacopy=off,nfs_export=off,redirect_dir=on,lowerdir=$ALL/$id,upperdir=$LAB/rw/rescue64/upper,workdir=$LAB/rw/rescue64/work" \
		rescue64 "$PC" || lab_die "cannot mount an overlay"
}

image_is_free() {
	[ -z "$(losetup -j "$IMAGE")" ]
}

# The kernel lets go of the file a little later.
image_off() {
	umount "$PC" "$LAB/rw" || lab_die "cannot unmount the PC's overlay"
	wait_for 20 "the loop device to go" image_is_free
}

image_commit() {
	local id status
	id=$(server overlay commit "$NAME" "$@" 2>"$LAB/commit")
	status=$?
	NEW=$ALL/${id:-none}
	return $status
}

image_left() {
	find "$FOLDER" "$ALL" -mindepth 1 -maxdepth 1 -name '.*' ! -name '.*.info'
	grep -F "$P" /proc/mounts
	losetup -l -n -O NAME,BACK-FILE | grep -F "$P"
}
