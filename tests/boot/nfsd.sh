# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# shellcheck disable=SC2034 # variables for the tests
#
# A server with the kernel's own nfsd, in a PC of its own: Debian's kernel, and
# of this machine's Debian only the programs of nfs-kernel-server, nfs-common
# and rpcbind. Its disk is an ext4 with the tiny root, mounted at /srv.
#
#   nfsd_begin                   a second tap on boot_lan's bridge, the server's
#                                disk and initrd
#   nfsd_boot                    the PC named server, with the address $NFSD
#   nfsd_ready                   waits for its prompt
#   nfsd_start [KEY=VALUE...]    starts nfsd and its programs, or all of it anew
#       versions="-4.2 -3"   all are on; these are off
#       rpcbind=no|gone      none is there: right for NFS 4 alone; or it ends
#                            once all is registered
#       mountd="OPTION..."   rpc.mountd's
#       exports="LINE;..."   of exports(5); without it, the tiny root
#       grace=SECONDS        left to end by itself; without it, ended at once
#       owners=foreign       owners as names of foreign.example, not as numbers
#   nfsd_pause, nfsd_resume      without its threads; again, in grace
#   nfsd_do COMMAND [SECONDS]    in the server's shell; its output, its status
#   nfsd_kill                    the PC's power

NFSD=10.0.2.3
NFSD_EXPORT="$TUTORIAL_PATH *(ro,no_root_squash,no_subtree_check,fsid=64)"

# Copies programs or plugins with the libraries that they load.
nfsd_copy() {
	local dir=$1 file
	shift
	for file; do
		{
			echo "$file"
			ldd "$file" 2>/dev/null | sed -n 's,^[^/]*\(/[^ ]*\) (0x.*,\1,p'
		} | xargs cp -L --parents -u -t "$dir" || lab_die "cannot copy $file"
	done
}

# In the order in which they are to be loaded; unpacked, for busybox.
nfsd_modules() {
	local dir=$1 version file n=100
	version=$(ls "$ROOT_TREE/lib/modules")
	mkdir -p "$dir"
	modprobe -d "$ROOT_TREE" -S "$version" --show-depends -a \
		virtio_pci virtio_net virtio_blk ext4 nfsd >"$LAB/nfsd.modules" ||
		lab_die "the root's kernel has no nfsd"
	while read -r _ file _; do
		n=$((n + 1))
		case $file in
		*.ko.xz) xz -dc "$file" >"$dir/$n.ko" ;;
		*.ko.zst) zstd -qdc "$file" >"$dir/$n.ko" ;;
		*.ko) cp "$file" "$dir/$n.ko" ;;
		*) lab_die "unknown kind of module: $file" ;;
		esac || lab_die "cannot unpack $file"
	done < <(grep '^insmod ' "$LAB/nfsd.modules")
}

# nfsdcld is not there: nfsd notes its clients below /var/lib/nfs/v4recovery,
# on the disk, and each start of nfsd has its grace period in full.
nfsd_init() {
	cat <<-'END'
	#!/bin/sh
	export PATH=/bin:/sbin:/usr/sbin:/usr/bin PS1='server# '
	mount -t proc proc /proc
	mount -t sysfs sys /sys
	mount -t devtmpfs dev /dev
	dmesg -n 1
	for module in /modules/*; do
		insmod $module
	done
	mount -t nfsd nfsd /proc/fs/nfsd
	mount -t ext4 /dev/vda /srv
	mount -o bind /srv/lib /var/lib/nfs
	ip link set lo up
	ip link set eth0 up
	ip addr add ADDRESS/24 dev eth0
	hostname server
	exec setsid sh -c 'exec cttyhack sh </dev/ttyS0 >/dev/ttyS0 2>&1'
	END
}

nfsd_guest() {
	cat <<-'END'
	#!/bin/sh
	# Ends a program that this script has started, and waits for its end.
	end() {
		killall "$1" 2>/dev/null
		while pidof "$1" >/dev/null; do usleep 100000; done
	}
	stop() {
		echo 0 >/proc/fs/nfsd/threads
		exportfs -f
		for program in rpc.mountd rpc.idmapd rpcbind; do
			end $program
		done
	}
	start() {
		stop
		versions= rpcbind=yes mountd= exports= grace= owners=numeric
		for setting; do
			eval "${setting%%=*}=\${setting#*=}"
		done
		echo "${exports:-EXPORT}" | tr ';' '\n' >/etc/exports
		[ $rpcbind = no ] || rpcbind
		[ $owners = numeric ] || rpc.idmapd -S || return
		[ $owners = numeric ] && numbers=Y || numbers=N
		echo $numbers >/sys/module/nfsd/parameters/nfs4_disable_idmapping
		echo "+3 +4 +4.0 +4.1 +4.2" >/proc/fs/nfsd/versions
		[ -z "$versions" ] || echo "$versions" >/proc/fs/nfsd/versions
		echo ${grace:-10} >/proc/fs/nfsd/nfsv4gracetime
		exportfs -ra
		rpc.mountd $mountd
		echo 4 >/proc/fs/nfsd/threads || return
		[ -n "$grace" ] || echo Y >/proc/fs/nfsd/v4_end_grace
		[ $rpcbind != gone ] || end rpcbind
		cat /proc/fs/nfsd/versions
	}
	pause() {
		echo 0 >/proc/fs/nfsd/threads
	}
	resume() {
		echo 10 >/proc/fs/nfsd/nfsv4gracetime
		echo 4 >/proc/fs/nfsd/threads
	}
	"$@"
	END
}

nfsd_userland() {
	local dir=$1 applet file plugins
	mkdir -p "$dir"/{bin,dev,etc,proc,run,srv,sys,tmp,var/lib/nfs,usr/sbin}
	cp "$(command -v busybox)" "$dir/bin/busybox"
	for applet in $(busybox --list); do
		[ "$applet" = busybox ] || ln -s busybox "$dir/bin/$applet"
	done
	for file in exportfs rpc.mountd rpc.idmapd rpcbind; do
		nfsd_copy "$dir" "/usr/sbin/$file"
	done
	# libnfsidmap loads its plugins by name.
	for plugins in /usr/lib/*/libnfsidmap/nsswitch.so; do
		nfsd_copy "$dir" "$plugins"
	done
	cp -L --parents /etc/netconfig /etc/protocols /etc/services "$dir"
	echo 'root:x:0:0:root:/:/bin/sh' >"$dir/etc/passwd"
	printf '%s\n' root:x:0: nogroup:x:65534: >"$dir/etc/group"
	echo 'nobody:x:65534:65534::/:/bin/false' >>"$dir/etc/passwd"
	echo '_rpc:x:100:65534::/run/rpcbind:/bin/false' >>"$dir/etc/passwd"
	printf '%s\n' 'passwd: files' 'group: files' >"$dir/etc/nsswitch.conf"
	printf '%s\n' '[General]' 'Domain = foreign.example' '[Mapping]' \
		'Nobody-User = nobody' 'Nobody-Group = nogroup' >"$dir/etc/idmapd.conf"
	mkdir -p "$dir/run/rpcbind" "$dir/run/sendsigs.omit.d"
	nfsd_init | sed "s/ADDRESS/$NFSD/" >"$dir/init"
	nfsd_guest | sed "s|EXPORT|$NFSD_EXPORT|" >"$dir/bin/nfsd"
	chmod 755 "$dir/init" "$dir/bin/nfsd"
}

# The tiny root at its usual path, and what the rows need besides.
nfsd_disk() {
	local dir=$LAB/nfsd.disk.d
	mkdir -p "$dir/pxe/empty" "$dir/lib/v4recovery"
	cp -a "$TINY" "$dir/pxe/rescue64"
	# As in any root: what only its owner reads.
	echo 'root:*:20000:0:99999:7:::' >"$dir/pxe/rescue64/etc/shadow"
	chmod 600 "$dir/pxe/rescue64/etc/shadow"
	chmod 700 "$dir/pxe/rescue64/root"
	truncate -s 64M "$LAB/nfsd.disk"
	mke2fs -q -t ext4 -d "$dir" -E root_owner=0:0 "$LAB/nfsd.disk" ||
		lab_die "cannot make the server's disk"
}

nfsd_begin() {
	need_program rpc.mountd exportfs rpc.idmapd rpcbind mke2fs modprobe xz cpio
	lab_exec net ip tuntap add tap1 mode tap || lab_die "cannot make tap1"
	lab_exec net ip link set tap1 master br0 up
	nfsd_userland "$LAB/nfsd.d"
	nfsd_modules "$LAB/nfsd.d/modules"
	nfsd_disk
	(cd "$LAB/nfsd.d" && find . | cpio -o -H newc -R 0:0 --quiet) >"$LAB/nfsd.initrd"
}

nfsd_boot() {
	GUEST_MEMORY=512 guest_start server net -kernel "$ROOT_KERNEL" \
		-initrd "$LAB/nfsd.initrd" -append "console=ttyS0,115200 panic=-1 no_timer_check" \
		-no-reboot -drive "file=$LAB/nfsd.disk,format=raw,if=virtio" \
		-netdev tap,id=net1,ifname=tap1,script=no,downscript=no \
		-device virtio-net-pci,netdev=net1,mac=52:54:00:64:00:03
}

nfsd_ready() {
	guest_wait server 120 "server# " "the server's shell"
	nfsd_do "stty cols 200" >/dev/null
}

nfsd_do() {
	guest_run server "${2:-30}" "$1"
}

nfsd_start() {
	local setting words=
	for setting; do
		words+=" '$setting'"
	done
	nfsd_do "nfsd start$words" 60 >"$LAB/nfsd.start" ||
		lab_die "nfsd does not start: $(cat "$LAB/nfsd.start")"
}

nfsd_pause() {
	nfsd_do "nfsd pause" || lab_die "nfsd's threads do not end"
}

nfsd_resume() {
	nfsd_do "nfsd resume" || lab_die "nfsd's threads do not start"
}

nfsd_kill() {
	guest_stop server
}
