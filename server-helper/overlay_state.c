// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <unistd.h>

#include "overlay.h"

/* The superblock, kernel documentation filesystems/ext4/globals.rst; all
 * fields are little-endian. */
#define EXT4_SUPERBLOCK	 1024 /* octets from the start */
#define EXT4_AT_MTIME	 0x2c /* s_mtime: last mount */
#define EXT4_AT_MAGIC	 0x38
#define EXT4_AT_STATE	 0x3a
#define EXT4_AT_INCOMPAT 0x60
#define EXT4_HEAD	 0x64
#define EXT4_MAGIC	 0xef53
#define EXT4_HAS_ERRORS	 0x0002 /* s_state */
#define EXT4_RECOVER	 0x0004 /* s_feature_incompat */

static uint32_t get(const uint8_t *at, int octets)
{
	uint32_t value = 0;

	while (octets--)
		value = value << 8 | at[octets];
	return value;
}

const char *overlay_state(int fd)
{
	uint8_t head[EXT4_HEAD];

	if (pread(fd, head, sizeof(head), EXT4_SUPERBLOCK) != sizeof(head) ||
	    get(head + EXT4_AT_MAGIC, 2) != EXT4_MAGIC)
		return "foreign";
	if (get(head + EXT4_AT_STATE, 2) & EXT4_HAS_ERRORS)
		return "errors";
	if (get(head + EXT4_AT_INCOMPAT, 4) & EXT4_RECOVER)
		return "dirty";
	return get(head + EXT4_AT_MTIME, 4) ? "clean" : "new";
}

int overlay_open(const char *path, int flags)
{
	int fd = open(path, flags | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	struct stat st;

	if (fd < 0)
		return -errno;
	if (!fstat(fd, &st) && S_ISREG(st.st_mode))
		return fd;
	close(fd);
	return -EINVAL;
}

bool overlay_is_locked(int fd)
{
	struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };

	return !fcntl(fd, F_OFD_GETLK, &lock) && lock.l_type != F_UNLCK;
}
