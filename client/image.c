/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The server's image. Two machines must never mount one: an NFS 4 byte-range
 * lock keeps the others out, which the server frees when this machine's lease
 * ends. The lock belongs to the open file (F_OFD_SETLK), and the loop device
 * holds that: it needs no process.
 */
#include "image.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/loop.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <unistd.h>

#include "layout.h"
#include "machine.h"
#include "sys.h"
#include "task.h"

/* include/uapi/asm-generic/fcntl.h, Linux 3.15 */
#ifndef F_OFD_SETLK
#define F_OFD_SETLK 37
#endif

#define CLAIM_SECONDS 150 /* longer than a server's grace period */
#define TOTAL_SECONDS 1100

static int image_mount_export(struct volume *volume)
{
	const struct boot *boot = volume->boot;
	const struct mounts *mounts = &boot->mounts;
	char source[QUAD_SIZE + sizeof(OVERLAYS_PATH)];
	char data[OPTIONS_SIZE + 128];
	int ret = sys_mkdir(IMAGES_DIR, 0700);

	/* With it the kernel would write without the lock that it lost. */
	sys_write_file("/sys/module/nfs/parameters/recover_lost_locks", "0");
	snprintf(source, sizeof(source), "%s:" OVERLAYS_PATH, mounts->server);
	snprintf(data, sizeof(data),
		 "vers=%s,addr=%s,timeo=150,retrans=1%s%s,hard,nosharecache",
		 mounts->version, mounts->server,
		 boot->target.options[0] ? "," : "", boot->target.options);
	if (ret == 0 &&
	    mount(source, IMAGES_DIR, "nfs",
		  MS_NOSUID | MS_NODEV | MS_NOEXEC | MS_NOATIME, data) < 0)
		ret = -errno;
	if (ret < 0)
		return volume_refuse(
			volume,
			"on the server: rescue64-server overlay create, export",
			"%s: %s", source,
			ret == -ENOENT ? "no such export for this machine"
				       : sys_error(-ret));
	return 0;
}

void image_name(const char *of, char name[IMAGE_NAME_SIZE])
{
	snprintf(name, IMAGE_NAME_SIZE, "%.36s.img", of);
	for (char *c = name; *c; c++)
		if (*c == ':')
			*c = '-';
}

/* Opens the first that is there: the machine's by its MAC, by its UUID, or
 * that of any machine. */
static int image_open(struct volume *volume)
{
	char mac[MAC_TEXT_SIZE], uuid[UUID_SIZE], name[IMAGE_NAME_SIZE];
	char path[sizeof(IMAGES_DIR) + IMAGE_NAME_SIZE];
	const char *const of[] = { mac, uuid, "any" };
	int fd;

	machine_mac(volume->boot, mac);
	machine_uuid(uuid);
	for (unsigned i = 0; i < 3; i++) {
		image_name(of[i], name);
		snprintf(path, sizeof(path), IMAGES_DIR "/%.40s", name);
		fd = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
		if (!of[i][0] || (fd < 0 && errno == ENOENT))
			continue;
		snprintf(volume->name, sizeof(volume->name), "server %s", name);
		if (fd < 0)
			volume_refuse(
				volume,
				"on the server: the export must be writable",
				"%s: %s", volume->name, sys_error(errno));
		return fd;
	}
	return volume_refuse(
		volume, "on the server: rescue64-server overlay create MAC",
		"the server has no image for %s", mac);
}

/* Blocks while the server is in its grace period. */
static int image_lock(struct volume *volume, int fd)
{
	struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };

	if (fcntl(fd, F_OFD_SETLK, &lock) == 0)
		return 0;
	if (errno == EAGAIN || errno == EACCES)
		return volume_refuse(
			volume,
			"switch that one off; where it lost its power or its "
			"network, wait two minutes",
			"%s: another machine uses it", volume->name);
	return volume_refuse(volume, "the server must grant NFS 4 locks",
			     "%s: no lock: %s", volume->name, sys_error(errno));
}

/* Returns the descriptor of a loop device on fd; path (16 octets) is its. */
static int image_attach(int fd, char *path, size_t size)
{
	struct loop_config config = { .fd = fd,
				      .info.lo_flags = LO_FLAGS_AUTOCLEAR };
	int control, number, loop;

	sys_modprobe_from(LOWER_DIR, "loop");
	control = open("/dev/loop-control", O_RDWR | O_CLOEXEC);
	number = ioctl(control, LOOP_CTL_GET_FREE, NULL);
	close(control);
	snprintf(path, size, "/dev/loop%d", number);
	loop = open(path, O_RDWR | O_CLOEXEC);
	if (loop < 0 || ioctl(loop, LOOP_CONFIGURE, &config) < 0)
		return -errno;
	return loop;
}

/* In a child: what it has open goes with it, but for what the loop holds. */
static int image_work(void *ctx)
{
	struct volume *volume = ctx;
	char device[24];
	int ret, fd;

	alarm(CLAIM_SECONDS);
	ret = image_mount_export(volume);
	if (ret < 0)
		return ret;
	fd = image_open(volume);
	ret = fd < 0 ? fd : image_lock(volume, fd);
	if (ret < 0)
		return ret;
	ret = image_attach(fd, device, sizeof(device));
	alarm(0);
	if (ret < 0)
		return volume_refuse(volume,
				     "the root's kernel modules must have loop",
				     "no loop device: %s", sys_error(-ret));
	return volume_mount(volume, device);
}

int image_take(struct volume *volume)
{
	const char *version = volume->boot->mounts.version;
	int ret;

	if (version[0] != '4')
		return volume_refuse(volume, "let the server serve NFS 4",
				     "an image needs NFS 4 and its locks; the "
				     "root is mounted over NFS %s",
				     version);
	ret = task_run(image_work, volume, sizeof(*volume),
		       "the server's image (a server that has just started "
		       "gives no lock for 90 s)",
		       TOTAL_SECONDS);
	if (ret < 0 && !volume->why[0])
		volume_refuse(volume, "look whether the server is well",
			      "the server did not give the image in time: %s",
			      sys_error(-ret));
	return ret;
}
