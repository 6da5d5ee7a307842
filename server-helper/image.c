// SPDX-License-Identifier: GPL-2.0-or-later
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "generation.h"
#include "image.h"
#include "say.h"

/* With a .. on the way, any rename or mount on the machine meanwhile gives
 * EAGAIN: openat2(2). */
#define TRIES_MAX 1000

static int open_in(const char *root, const char *path, unsigned long flags)
{
	struct open_how how = { .flags = flags | O_CLOEXEC,
				.resolve = RESOLVE_IN_ROOT |
					   RESOLVE_NO_MAGICLINKS };
	int dir = open(root, O_PATH | O_DIRECTORY | O_CLOEXEC);
	int fd, tries = TRIES_MAX;

	if (dir < 0)
		return -errno;
	do
		fd = (int)syscall(SYS_openat2, dir, path, &how, sizeof(how));
	while (fd < 0 && errno == EAGAIN && --tries);
	if (fd < 0)
		fd = -errno;
	close(dir);
	return fd;
}

int image_open(const char *root, const char *path)
{
	return open_in(root, path, O_RDONLY | O_NONBLOCK);
}

static bool has(const char *root, const char *path)
{
	int fd = open_in(root, path, O_PATH);

	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

int image_is_finished(const char *root, const char *step)
{
	char text[256];
	struct stat st;
	ssize_t len;
	int fd;

	if (lstat(root, &st)) {
		int err = -errno;

		say_error(step, root, "%s; make it with rescue64-server build",
			  strerror(-err));
		return err;
	}
	fd = image_open(root, GENERATION_MARK);
	if (fd < 0) {
		say_error(step, root,
			  "not made by rescue64-server build (its %s: %s)",
			  GENERATION_MARK, strerror(-fd));
		return fd;
	}
	len = read(fd, text, sizeof(text) - 1);
	close(fd);
	text[len > 0 ? len : 0] = '\0';
	if (!strncmp(text, "state=finished\n", 15))
		return 0;
	say_error(step, root,
		  "its last build was interrupted; run rescue64-server build "
		  "again");
	return -EBUSY;
}

static bool is_complete(const char *root, const char *release)
{
	char initrd[KERNEL_RELEASE_SIZE + 32],
		modules[KERNEL_RELEASE_SIZE + 32];

	snprintf(initrd, sizeof(initrd), "/boot/initrd.img-%s", release);
	snprintf(modules, sizeof(modules), "/lib/modules/%s", release);
	return has(root, initrd) && has(root, modules);
}

/* Fills in release with the newest complete kernel; any: with the newest. */
static void newest_kernel(DIR *boot, const char *root, bool any, char *release)
{
	static const char prefix[] = "vmlinuz-";
	struct dirent *entry;

	*release = '\0';
	rewinddir(boot);
	while ((entry = readdir(boot))) {
		const char *name = entry->d_name + strlen(prefix);

		if (strncmp(entry->d_name, prefix, strlen(prefix)) ||
		    strlen(name) >= KERNEL_RELEASE_SIZE ||
		    strverscmp(name, release) <= 0)
			continue;
		if (any || is_complete(root, name))
			strcpy(release, name);
	}
}

int image_kernel(const char *root, const char *step, char *release)
{
	static const char *const needed[] = { "/usr/sbin/rescue64-client",
					      "/sbin/init" };
	int fd = open_in(root, "/boot", O_RDONLY | O_DIRECTORY);
	DIR *boot = fd < 0 ? NULL : fdopendir(fd);
	size_t i;

	for (i = 0; i < sizeof(needed) / sizeof(*needed); i++)
		if (!has(root, needed[i])) {
			say_error(step, root, "has no %s: it would not boot",
				  needed[i]);
			if (boot)
				closedir(boot);
			return -ENOENT;
		}
	if (!boot) {
		say_error(step, root, "has no /boot: it would not boot");
		return -ENOENT;
	}
	newest_kernel(boot, root, false, release);
	if (!*release) {
		newest_kernel(boot, root, true, release);
		if (*release)
			say_error(step, root,
				  "the kernel %s has no /boot/initrd.img-%s or "
				  "no /lib/modules/%s",
				  release, release, release);
		else
			say_error(step, root,
				  "has no kernel (/boot/vmlinuz-*)");
		*release = '\0';
	}
	closedir(boot);
	return *release ? 0 : -ENOENT;
}
