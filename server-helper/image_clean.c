// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <glob.h>
#include <linux/fs.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "build.h"
#include "file.h"
#include "image.h"
#include "say.h"

/* Folders that lose their files; those of the first group lose all. */
static const char *const folders[] = {
	"/tmp", "/var/tmp", "/run",
	"/var/log/journal", /* a folder by each machine-id */
};

static const char *const files[] = {
	"/var/log",	  "/var/cache/apt",  "/var/lib/apt/lists",
	"/var/lib/dhcp",  "/var/lib/dhcpcd", "/var/lib/NetworkManager",
	"/var/db/dhcpcd", "/var/lib/kea",    "/etc/tinyssh/sshkeydir",
};

/* One machine's secrets: shared, they would be no secrets. */
static const char *const patterns[] = {
	"/etc/ssh/ssh_host_*_key",
	"/etc/ssh/ssh_host_*_key.pub",
	"/etc/dropbear/dropbear_*_host_key*",
	"/etc/dropbear/initramfs/dropbear_*_host_key*",
	"/etc/dropbear-initramfs/dropbear_*_host_key*",
	"/var/lib/misc/dnsmasq.leases",
	"/var/lib/systemd/random-seed",
	"/var/lib/systemd/credential.secret",
	"/etc/nvme/hostid",
	"/etc/nvme/hostnqn",
};

static bool keep_folders;
static int failed;
static const char *step_name;

/* chattr(1): a btrfs snapshot has its files' flags too, and this is what they
 * are to stop. Where it cannot be done, what comes next fails. */
static void make_mutable(const char *path)
{
	int fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	int flags;

	if (fd < 0)
		return;
	if (!ioctl(fd, FS_IOC_GETFLAGS, &flags) &&
	    (flags & (FS_IMMUTABLE_FL | FS_APPEND_FL))) {
		flags &= ~(FS_IMMUTABLE_FL | FS_APPEND_FL);
		ioctl(fd, FS_IOC_SETFLAGS, &flags);
	}
	close(fd);
}

static int remove_path(const char *path)
{
	if (!remove(path))
		return 0;
	if (errno != EPERM)
		return -errno;
	make_mutable(path);
	return remove(path) ? -errno : 0;
}

static int remove_one(const char *path, const struct stat *st, int type,
		      struct FTW *ftw)
{
	int err;

	(void)st;
	if (!ftw->level || (type == FTW_DP && keep_folders) || type == FTW_NS ||
	    type == FTW_DNR)
		return 0;
	/* A folder that another file system is mounted on stays. */
	err = remove_path(path);
	if (err && err != -EBUSY && err != -ENOTEMPTY)
		failed = say_errno(step_name, path, err);
	return 0;
}

static void empty(const char *dir, bool folders_too)
{
	struct stat st;

	keep_folders = !folders_too;
	/* Where it is a symbolic link, or not there, nothing is removed. */
	if (!lstat(dir, &st) && S_ISDIR(st.st_mode))
		nftw(dir, remove_one, 32, FTW_PHYS | FTW_DEPTH | FTW_MOUNT);
}

static void remove_matching(const char *pattern)
{
	glob_t found;
	size_t i;
	int err;

	if (glob(pattern, GLOB_NOSORT, NULL, &found))
		return;
	for (i = 0; i < found.gl_pathc; i++) {
		err = remove_path(found.gl_pathv[i]);
		if (err)
			failed = say_errno(step_name, found.gl_pathv[i], err);
	}
	globfree(&found);
}

/* Zero octets: the client gives each machine its own at every boot. Where the
 * file were missing, systemd would ask its first-boot questions. */
static int clear_machine_id(void)
{
	static const char id[] = "/etc/machine-id", dbus[] = "/var/lib/dbus";
	static const char link[] = "/var/lib/dbus/machine-id";
	struct stat st;
	int err;

	make_mutable(id);
	err = file_write(id, "", 0444);
	if (err)
		return say_errno(step_name, id, err);
	if (lstat(dbus, &st))
		return 0;
	if (unlink(link) && errno != ENOENT)
		return say_errno(step_name, link, -errno);
	return symlink(id, link) ? say_errno(step_name, link, -errno) : 0;
}

/*
 * systemd.unit(5), ConditionNeedsUpdate=: where these are older than /usr, each
 * boot would make the caches of ldconfig, the journal's catalog, hwdb and users
 * anew, which dpkg has done already. That costs seconds over the network.
 */
static int mark_updated(void)
{
	static const char *const marks[] = { "/etc/.updated", "/var/.updated" };
	struct stat usr;
	size_t i;
	int err;

	if (stat("/usr", &usr))
		return say_errno(step_name, "/usr", -errno);
	for (i = 0; i < sizeof(marks) / sizeof(*marks); i++) {
		struct timespec times[2] = { usr.st_mtim, usr.st_mtim };

		err = file_write(marks[i], "", 0644);
		if (!err && utimensat(AT_FDCWD, marks[i], times, 0))
			err = -errno;
		if (err)
			return say_errno(step_name, marks[i], err);
	}
	return 0;
}

int image_clean(void *step)
{
	size_t i;
	int err;

	step_name = step;
	failed = 0;
	for (i = 0; i < sizeof(folders) / sizeof(*folders); i++)
		empty(folders[i], true);
	for (i = 0; i < sizeof(files) / sizeof(*files); i++)
		empty(files[i], false);
	for (i = 0; i < sizeof(patterns) / sizeof(*patterns); i++)
		remove_matching(patterns[i]);
	err = build_root_unblock_services(NULL);
	if (!err)
		err = clear_machine_id();
	if (!err)
		err = mark_updated();
	return err ? err : failed;
}
