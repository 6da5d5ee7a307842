// SPDX-License-Identifier: GPL-2.0-or-later
#include "overlay_mount.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/loop.h>
#include <linux/openat2.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "file.h"
#include "run.h"

/*
 * Names in a tmpfs that hides the folder of the images, in this namespace. All
 * mounts are made from within: overlayfs splits its options at colons and
 * commas, which the prefix may have.
 */
#define IMAGE  "image"
#define UPPER  "upper"
#define BASE   "base"
#define TOP    "top"
#define MERGED "merged"
#define SAFE   (MS_NOSUID | MS_NODEV | MS_NOEXEC)

/*
 * Kernel documentation, admin-guide/ext4.rst. noload: its journal has nothing
 * to be replayed, and is not looked at. errors=: what the superblock asks for
 * might be a panic.
 */
#define EXT4_OPTIONS "noload,errors=remount-ro"

/*
 * Kernel documentation, filesystems/overlayfs.rst; those that the client's
 * overlay has, so that whiteouts, opaque folders and redirects mean the same.
 * metacopy=off: where a file says that its data are another's, reading it
 * fails. What is written goes to a layer in memory above both.
 */
#define OVERLAY_OPTIONS                                                        \
	"xino=off,index=off,metacopy=off,nfs_export=off,redirect_dir=on,"      \
	"lowerdir=" UPPER ":" BASE ",upperdir=" TOP "/upper,workdir=" TOP      \
	"/work"

#define LOOP_TRIES 16 /* another may take the free one before us */

static int attach(const char *step, int file, char *device, size_t size)
{
	struct loop_config config = {
		.fd = (unsigned)file,
		.info.lo_flags = LO_FLAGS_AUTOCLEAR | LO_FLAGS_READ_ONLY,
	};
	int control = open("/dev/loop-control", O_RDWR | O_CLOEXEC);
	int i, number, loop = -1;

	if (control < 0)
		return say_errno(step, "/dev/loop-control", -errno);
	for (i = 0; loop < 0 && i < LOOP_TRIES; i++) {
		number = ioctl(control, LOOP_CTL_GET_FREE);
		if (number < 0)
			break;
		snprintf(device, size, "/dev/loop%d", number);
		loop = open(device, O_RDONLY | O_CLOEXEC);
		if (loop < 0)
			break;
		if (ioctl(loop, LOOP_CONFIGURE, &config)) {
			number = errno;
			close(loop);
			loop = -1;
			errno = number;
			if (number != EBUSY)
				break;
		}
	}
	if (loop < 0)
		loop = say_errno(step, "a loop device", -errno);
	close(control);
	return loop;
}

/* e2fsck(8): -f, it is looked at whatever its superblock says. */
static int check(const struct server *srv, const char *step, const char *device)
{
	const char *const argv[] = { "e2fsck", "-fn", device, NULL };
	struct path log = path_of(srv, LOG_DIR "/overlay.log");
	int err = file_parents(log.s);

	if (!err)
		err = file_write(log.s, "", 0644);
	if (err)
		return say_errno(step, log.s, err);
	return run_job(
		&(struct run){ .step = step, .argv = argv, .log = log.s });
}

static int mount_at(const char *step, const char *from, const char *to,
		    const char *type, unsigned long flags, const char *options)
{
	if ((mkdir(to, 0755) && errno != EEXIST) ||
	    mount(from, to, type, flags, options))
		return say_errno(step, to, -errno);
	/* mount(2): the first call of a bind takes no other flag. */
	if ((flags & MS_BIND) &&
	    mount("none", to, NULL, MS_REMOUNT | MS_BIND | MS_RDONLY | SAFE,
		  NULL))
		return say_errno(step, to, -errno);
	return 0;
}

/* Opened without following a link: what holds it any host may have written. */
static int mount_upper(const char *step)
{
	static const char path[] = KEPT_DIR "/upper";
	struct open_how how = { .flags = O_PATH | O_DIRECTORY | O_CLOEXEC,
				.resolve = RESOLVE_BENEATH |
					   RESOLVE_NO_SYMLINKS |
					   RESOLVE_NO_XDEV };
	int dir = open(IMAGE, O_PATH | O_DIRECTORY | O_CLOEXEC);
	char name[32];
	int err, fd;

	if (dir < 0)
		return say_errno(step, IMAGE, -errno);
	fd = (int)syscall(SYS_openat2, dir, path, &how, sizeof(how));
	err = -errno;
	close(dir);
	if (fd < 0) {
		say_error(step, "/" KEPT_DIR "/upper",
			  "%s in the image: no overlay of a PC is there",
			  strerror(-err));
		return err;
	}
	snprintf(name, sizeof(name), "/proc/self/fd/%d", fd);
	err = mount_at(step, name, UPPER, NULL, MS_BIND, NULL);
	close(fd);
	return err;
}

/* All but overlayfs's own; a tmpfs may have no room for some (tmpfs(5)). */
static int copy_xattrs(const char *from, const char *to)
{
	static const char own[] = "trusted.overlay.";
	char names[4096], value[4096]; /* ext4 has at most a block of them */
	ssize_t len = listxattr(from, names, sizeof(names)), size;
	const char *name;

	if (len < 0)
		return -errno;
	for (name = names; name < names + len; name += strlen(name) + 1) {
		if (!strncmp(name, own, strlen(own)))
			continue;
		size = getxattr(from, name, value, sizeof(value));
		if (size < 0 || (setxattr(to, name, value, (size_t)size, 0) &&
				 errno != EOPNOTSUPP))
			return -errno;
	}
	return 0;
}

/* The merged root is its uppermost layer's: owner, mode, ACL and times. */
static int make_top(const char *step)
{
	static const char path[] = TOP "/upper";
	struct timespec times[2];
	struct stat st;
	int err;

	if (mkdir(TOP, 0700) || mkdir(path, 0700) || mkdir(TOP "/work", 0700) ||
	    stat(UPPER, &st) || chown(path, st.st_uid, st.st_gid) ||
	    chmod(path, st.st_mode & 07777))
		return say_errno(step, path, -errno);
	err = copy_xattrs(UPPER, path);
	if (err)
		return say_errno(step, path, err);
	times[0] = st.st_atim;
	times[1] = st.st_mtim;
	return utimensat(AT_FDCWD, path, times, 0)
		       ? say_errno(step, path, -errno)
		       : 0;
}

static int mount_all(const char *step, const char *device, const char *base)
{
	int err = mount_at(step, device, IMAGE, "ext4", MS_RDONLY | SAFE,
			   EXT4_OPTIONS);

	if (!err)
		err = mount_upper(step);
	if (!err)
		err = mount_at(step, base, BASE, NULL, MS_BIND, NULL);
	if (!err)
		err = make_top(step);
	if (!err && (mkdir(MERGED, 0755) || mount("rescue64", MERGED, "overlay",
						  SAFE, OVERLAY_OPTIONS))) {
		err = -errno;
		say_error(step, "overlayfs",
			  "this kernel cannot read what the PC's has written: "
			  "%s; dmesg tells more",
			  strerror(-err));
	}
	return err;
}

static int enter(const char *step, const char *scratch)
{
	if (unshare(CLONE_NEWNS) ||
	    mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL))
		return say_errno(step, "private mounts", -errno);
	if (mount("rescue64", scratch, "tmpfs", SAFE, "mode=0700,size=16m") ||
	    chdir(scratch))
		return say_errno(step, scratch, -errno);
	return 0;
}

int overlay_mount(const struct server *srv, const char *step, int file,
		  const char *id, struct overlay_mount *mounted)
{
	struct path base = path_of(srv, GENERATIONS_PATH "/%s", id);
	char device[32];
	int loop = attach(step, file, device, sizeof(device));
	int err = loop < 0 ? loop : 0;

	close(file); /* the loop device holds it */
	*mounted = (struct overlay_mount){ .base = base };
	mounted->scratch = path_of(srv, OVERLAYS_PATH);
	mounted->merged = path_of(srv, OVERLAYS_PATH "/" MERGED);
	if (!err)
		err = check(srv, step, device);
	if (!err)
		err = enter(step, mounted->scratch.s);
	mounted->entered = !err;
	if (!err)
		err = mount_all(step, device, base.s);
	if (loop >= 0)
		close(loop);
	return err;
}

int overlay_mount_freeze(const char *step, const struct overlay_mount *mounted)
{
	if (mount("none", mounted->merged.s, NULL,
		  MS_REMOUNT | MS_BIND | MS_RDONLY | SAFE, NULL))
		return say_errno(step, mounted->merged.s, -errno);
	return 0;
}

/* The end of the process would do it, a little later. */
void overlay_unmount(const struct overlay_mount *mounted)
{
	static const char *const names[] = { MERGED, BASE, UPPER, IMAGE };
	size_t i;

	if (!mounted->entered)
		return;
	for (i = 0; i < sizeof(names) / sizeof(*names); i++)
		umount2(names[i], UMOUNT_NOFOLLOW);
	if (chdir("/") || umount2(mounted->scratch.s, UMOUNT_NOFOLLOW))
		return;
}
