// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "file.h"
#include "jail.h"
#include "say.h"

#define RESOLV_CONF "/etc/resolv.conf"

static const struct {
	const char *dir, *type, *options;
	unsigned long flags;
} mounts[] = {
	{ "/proc", "proc", NULL, MS_NOSUID | MS_NODEV | MS_NOEXEC },
	{ "/sys", "sysfs", NULL, MS_NOSUID | MS_NODEV | MS_NOEXEC | MS_RDONLY },
	/* Nodes of our own: the server's disks are no business of a package
	 * that is installed for other machines. */
	{ "/dev", "tmpfs", "mode=0755,size=64k", MS_NOSUID | MS_NOEXEC },
	{ "/dev/shm", "tmpfs", "mode=1777", MS_NOSUID | MS_NODEV },
	{ "/run", "tmpfs", "mode=0755", MS_NOSUID | MS_NODEV },
};

static const struct {
	const char *name;
	unsigned major, minor;
} nodes[] = {
	{ "/dev/null", 1, 3 },	  { "/dev/zero", 1, 5 },
	{ "/dev/full", 1, 7 },	  { "/dev/random", 1, 8 },
	{ "/dev/urandom", 1, 9 }, { "/dev/tty", 5, 0 },
	{ "/dev/ptmx", 5, 2 },
};

static const char *const links[][2] = {
	{ "/proc/self/fd", "/dev/fd" },
	{ "/proc/self/fd/0", "/dev/stdin" },
	{ "/proc/self/fd/1", "/dev/stdout" },
	{ "/proc/self/fd/2", "/dev/stderr" },
};

static int make_nodes(const char *step)
{
	size_t i;

	for (i = 0; i < sizeof(nodes) / sizeof(*nodes); i++)
		if (mknod(nodes[i].name, S_IFCHR | 0666,
			  makedev(nodes[i].major, nodes[i].minor)) ||
		    chmod(nodes[i].name, 0666))
			return say_errno(step, nodes[i].name, -errno);
	for (i = 0; i < sizeof(links) / sizeof(*links); i++)
		if (symlink(links[i][0], links[i][1]))
			return say_errno(step, links[i][1], -errno);
	if (mkdir("/dev/pts", 0755) || mkdir("/dev/shm", 01777))
		return say_errno(step, "/dev/pts", -errno);
	return 0;
}

static int mount_all(const char *step)
{
	size_t i;
	int err;

	for (i = 0; i < sizeof(mounts) / sizeof(*mounts); i++) {
		if (mkdir(mounts[i].dir, 0755) && errno != EEXIST)
			return say_errno(step, mounts[i].dir, -errno);
		if (mount(mounts[i].type, mounts[i].dir, mounts[i].type,
			  mounts[i].flags, mounts[i].options))
			return say_errno(step, mounts[i].dir, -errno);
		if (!strcmp(mounts[i].dir, "/dev")) {
			err = make_nodes(step);
			if (err)
				return err;
		}
	}
	if (mkdir("/run/lock", 01777) || chmod("/run/lock", 01777))
		return say_errno(step, "/run/lock", -errno);
	return 0;
}

/*
 * A file or folder of the server that was opened before the change of root;
 * the magic link below /proc leads to it from inside, and the target is looked
 * up inside, so that no symbolic link of the root leads out of it.
 */
static int bind_fd(int fd, const char *target, const char *step)
{
	char name[32];

	snprintf(name, sizeof(name), "/proc/self/fd/%d", fd);
	if (mount(name, target, "none", MS_BIND, NULL))
		return say_errno(step, target, -errno);
	return 0;
}

/* The server's resolvers in place of the root's, for as long as we are here. */
static int bind_resolver(int fd, const char *step)
{
	static const char copy[] = "/run/rescue64-resolv.conf";
	struct stat st;
	int err;

	if (fd < 0)
		return 0;
	err = file_copy(fd, copy, 0644);
	if (err)
		return say_errno(step, copy, err);
	if (lstat(RESOLV_CONF, &st) && errno == ENOENT)
		err = file_write(RESOLV_CONF, "", 0644);
	if (!err && mount(copy, RESOLV_CONF, "none", MS_BIND, NULL))
		err = -errno;
	/* A link to a file that only a running system has. */
	if (err)
		say_warning(step, RESOLV_CONF, "%s: names cannot be resolved",
			    strerror(-err));
	return 0;
}

static int open_dir(const char *dir, const char *step)
{
	int fd = open(dir, O_PATH | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return say_errno(step, dir, -errno);
	return fd;
}

int jail_enter(const struct jail *jail, const char *step)
{
	int cache = -1, client = -1, resolver = -1, terminals = -1, err;

	if (mount("none", "/", "none", MS_REC | MS_PRIVATE, NULL))
		return say_errno(step, "private mounts", -errno);
	if (jail->alone &&
	    mount(jail->alone, jail->alone, "none", MS_BIND, NULL))
		return say_errno(step, jail->alone, -errno);
	if (!jail->root)
		return mount("proc", "/proc", "proc", 0, NULL)
			       ? say_errno(step, "/proc", -errno)
			       : 0;
	if (jail->cache && (cache = open_dir(jail->cache, step)) < 0)
		return cache;
	if (jail->client && (client = open_dir(jail->client, step)) < 0)
		return client;
	if (!jail->bare) {
		resolver = open(RESOLV_CONF, O_RDONLY | O_CLOEXEC);
		/* The server's, so that a shell's terminal has its name. */
		terminals = open("/dev/pts", O_PATH | O_CLOEXEC);
	}
	if (chroot(jail->root) || chdir("/"))
		return say_errno(step, jail->root, -errno);
	if (jail->bare)
		return 0;
	err = mount_all(step);
	if (!err && terminals >= 0)
		err = bind_fd(terminals, "/dev/pts", step);
	if (!err)
		err = bind_resolver(resolver, step);
	if (!err && cache >= 0)
		err = bind_fd(cache, JAIL_CACHE_DIR, step);
	if (!err && client >= 0) {
		if (mkdir(JAIL_CLIENT_DIR, 0755))
			return say_errno(step, JAIL_CLIENT_DIR, -errno);
		err = bind_fd(client, JAIL_CLIENT_DIR, step);
	}
	return err;
}
