/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "volume.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

#include "console.h"
#include "layout.h"
#include "sys.h"

#define E2FSCK_SECONDS 900
/* e2fsck(8): 1, errors corrected; 2, "reboot", of a mounted root only. */
#define E2FSCK_LEFT    4
#define E2FSCK_MISSING 127

int volume_refuse(struct volume *volume, const char *remedy, const char *format,
		  ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(volume->why, sizeof(volume->why), format, args);
	va_end(args);
	snprintf(volume->remedy, sizeof(volume->remedy), "%s", remedy);
	return -ENODEV;
}

const char *volume_type(const uint8_t *head, size_t size)
{
	/* Kernel: s_magic in fs/ext4/ext4.h, little-endian, of a superblock at
	 * 1024; include/uapi/linux/magic.h; fs/xfs/libxfs/xfs_format.h. */
	static const struct {
		uint32_t at;
		const char magic[9], type[6];
	} types[] = {
		{ 1024 + 56, "\x53\xef", "ext4" },
		{ 0, "XFSB", "xfs" },
		{ 0x10040, "_BHRfS_M", "btrfs" },
	};

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		size_t len = strlen(types[i].magic);

		if (types[i].at + len <= size &&
		    memcmp(head + types[i].at, types[i].magic, len) == 0)
			return types[i].type;
	}
	return NULL;
}

/* The root's own program, in a mount namespace of its own. */
static void volume_exec_e2fsck(const char *device)
{
	char *const argv[] = { "e2fsck", "-p", (char *)device, NULL };
	char *const envp[] = { "PATH=/sbin:/usr/sbin:/bin:/usr/bin", NULL };
	int log = open(RUN_DIR "/log", O_WRONLY | O_APPEND);

	dup2(log, 1);
	dup2(log, 2);
	if (sys_unshare_mounts() == 0 &&
	    mount("/dev", LOWER_DIR "/dev", NULL, MS_BIND, NULL) == 0 &&
	    mount("/proc", LOWER_DIR "/proc", NULL, MS_BIND, NULL) == 0 &&
	    chroot(LOWER_DIR) == 0 && chdir("/") == 0) {
		alarm(E2FSCK_SECONDS);
		execve("/sbin/e2fsck", argv, envp);
	}
	_exit(E2FSCK_MISSING);
}

static int volume_check(struct volume *volume, const char *device)
{
	pid_t pid = fork();
	int ret;

	if (pid == 0)
		volume_exec_e2fsck(device);
	ret = pid < 0 ? -errno : sys_wait(pid);
	if (ret == E2FSCK_MISSING) {
		console_warning(volume->name,
				"not checked: the root has no e2fsck");
		return 0;
	}
	if (ret < 0 || ret >= E2FSCK_LEFT)
		return volume_refuse(volume,
				     "e2fsck -f repairs it; what it said is in "
				     "/run/rescue64/log",
				     "%s: damaged (e2fsck -p: %d)",
				     volume->name, ret);
	return 0;
}

static const char *volume_read_type(const char *device)
{
	uint8_t head[VOLUME_HEAD];
	ssize_t len = sys_read_data(device, head, sizeof(head));

	return len < 0 ? NULL : volume_type(head, len);
}

int volume_mount(struct volume *volume, const char *device)
{
	const char *type = volume_read_type(device);
	size_t len = strlen(volume->name);
	int ret = 0;

	if (!type)
		return volume_refuse(volume, "make one: mkfs.ext4",
				     "%s: no ext4, xfs or btrfs is on it",
				     volume->name);
	sys_modprobe_from(LOWER_DIR, type);
	if (type[0] == 'e')
		ret = volume_check(volume, device);
	if (ret == 0)
		ret = sys_mkdir(RW_DIR, 0755);
	if (ret == 0 && mount(device, RW_DIR, type, MS_NOATIME,
			      type[0] == 'e' ? "errors=remount-ro" : NULL) < 0)
		ret = -errno;
	if (ret < 0 && !volume->why[0])
		return volume_refuse(volume, "see dmesg", "%s: mount of %s: %s",
				     volume->name, type, sys_error(-ret));
	snprintf(volume->name + len, sizeof(volume->name) - len, " %s", type);
	return ret;
}
