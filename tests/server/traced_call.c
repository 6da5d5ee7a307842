// SPDX-License-Identifier: GPL-2.0-or-later
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "traced_call.h"

enum { NONE = -1, CWD = -2 };

/* Where its operands are: dir is the argument with the folder that the name is
 * below (CWD: it has none), or, without a name, with a file descriptor. */
struct shape {
	unsigned long number;
	const char *name;
	int dir, path, dir2, path2;
};

#define ON_FD(call, fd)                                                        \
	{                                                                      \
		SYS_##call, #call, fd, NONE, NONE, NONE                        \
	}
#define ON_NAME(call, dir, path)                                               \
	{                                                                      \
		SYS_##call, #call, dir, path, NONE, NONE                       \
	}

static const struct shape shapes[] = {
	ON_NAME(openat, 0, 1),
	ON_NAME(openat2, 0, 1),
	ON_NAME(mkdirat, 0, 1),
	ON_NAME(mknodat, 0, 1),
	ON_NAME(unlinkat, 0, 1),
	ON_NAME(symlinkat, 1, 2),
	ON_NAME(fchmodat, 0, 1),
	ON_NAME(fchownat, 0, 1),
	ON_NAME(utimensat, 0, 1),
	ON_NAME(truncate, CWD, 0),
	ON_NAME(setxattr, CWD, 0),
	ON_NAME(lsetxattr, CWD, 0),
	ON_NAME(removexattr, CWD, 0),
	ON_NAME(lremovexattr, CWD, 0),
	ON_NAME(mount, CWD, 1),
	ON_NAME(umount2, CWD, 0),
	{ SYS_renameat, "renameat", 0, 1, 2, 3 },
	{ SYS_renameat2, "renameat2", 0, 1, 2, 3 },
	{ SYS_linkat, "linkat", 0, 1, 2, 3 },
#ifdef SYS_open /* not where a machine has only the newer ones */
	ON_NAME(open, CWD, 0),
	ON_NAME(creat, CWD, 0),
	ON_NAME(mkdir, CWD, 0),
	ON_NAME(rmdir, CWD, 0),
	ON_NAME(mknod, CWD, 0),
	ON_NAME(unlink, CWD, 0),
	ON_NAME(symlink, CWD, 1),
	ON_NAME(chmod, CWD, 0),
	ON_NAME(chown, CWD, 0),
	ON_NAME(lchown, CWD, 0),
	ON_NAME(utimes, CWD, 0),
	{ SYS_rename, "rename", CWD, 0, CWD, 1 },
	{ SYS_link, "link", CWD, 0, CWD, 1 },
#endif
	ON_FD(write, 0),
	ON_FD(writev, 0),
	ON_FD(pwrite64, 0),
	ON_FD(pwritev, 0),
	ON_FD(sendfile, 0),
	ON_FD(splice, 2),
	ON_FD(copy_file_range, 2),
	ON_FD(ftruncate, 0),
	ON_FD(fallocate, 0),
	ON_FD(fchmod, 0),
	ON_FD(fchown, 0),
	ON_FD(fsetxattr, 0),
	ON_FD(fremovexattr, 0),
	ON_FD(ioctl, 0),
	ON_FD(fsync, 0),
	ON_FD(fdatasync, 0),
	ON_FD(syncfs, 0),
};

/* As much of len octets of the process's memory as there are. */
static size_t read_memory(pid_t pid, uint64_t at, void *to, size_t len)
{
	char name[32];
	ssize_t got = 0;
	int fd;

	snprintf(name, sizeof(name), "/proc/%d/mem", pid);
	fd = open(name, O_RDONLY | O_CLOEXEC);
	if (fd >= 0) {
		got = pread(fd, to, len, (off_t)at);
		close(fd);
	}
	return got > 0 ? (size_t)got : 0;
}

static void read_fd(pid_t pid, int fd, char *path)
{
	char link[48];
	ssize_t len;

	if (fd == AT_FDCWD)
		snprintf(link, sizeof(link), "/proc/%d/cwd", pid);
	else
		snprintf(link, sizeof(link), "/proc/%d/fd/%d", pid, fd);
	len = readlink(link, path, PATH_MAX - 1);
	path[len > 0 ? len : 0] = '\0';
}

static void read_path(pid_t pid, const uint64_t *args, int dir, int at,
		      char *path)
{
	char name[PATH_MAX];
	size_t len;

	if (at == NONE) {
		if (dir != NONE)
			read_fd(pid, (int)args[dir], path);
		return;
	}
	name[read_memory(pid, args[at], name, sizeof(name) - 1)] = '\0';
	if (*name != '/') {
		read_fd(pid, dir == CWD ? AT_FDCWD : (int)args[dir], path);
		len = strlen(path);
		if (*name && len < PATH_MAX - 2)
			snprintf(path + len, PATH_MAX - len, "/%.*s",
				 (int)(PATH_MAX - len - 2), name);
	} else {
		strcpy(path, name);
	}
}

static bool opens_for_change(unsigned long flags)
{
	return (flags & O_ACCMODE) != O_RDONLY || flags & (O_CREAT | O_TRUNC);
}

/* A file or folder: no terminal, no pipe, no device, not what it has to say. */
static bool is_on_disk(pid_t pid, int fd)
{
	char name[48];
	struct stat st;

	if (fd == STDOUT_FILENO || fd == STDERR_FILENO)
		return false;
	snprintf(name, sizeof(name), "/proc/%d/fd/%d", pid, fd);
	return !stat(name, &st) && (S_ISREG(st.st_mode) || S_ISDIR(st.st_mode));
}

static bool changes(const struct shape *shape, pid_t pid, const uint64_t *args)
{
	struct open_how how = { 0 };

	switch (shape->number) {
#ifdef SYS_open
	case SYS_open:
		return opens_for_change(args[1]);
#endif
	case SYS_openat:
		return opens_for_change(args[2]);
	case SYS_openat2:
		read_memory(pid, args[2], &how, sizeof(how));
		return opens_for_change(how.flags);
	default:
		return shape->path != NONE ||
		       is_on_disk(pid, (int)args[shape->dir]);
	}
}

/* What only takes away, or changes an inode in place, finds room. */
static bool needs_room(const char *name, const uint64_t *args)
{
	static const char *const frees[] = { "unlink", "rmdir",	    "truncate",
					     "chmod",  "fchmod",    "chown",
					     "lchown", "fchown",    "utime",
					     "umount", "ftruncate", "mount" };
	size_t i;

	for (i = 0; i < sizeof(frees) / sizeof(*frees); i++)
		if (!strncmp(name, frees[i], strlen(frees[i])))
			return false;
	if (!strcmp(name, "openat"))
		return args[2] & O_CREAT;
	if (!strcmp(name, "open"))
		return args[1] & O_CREAT;
	return true;
}

bool traced_call_read(struct traced_call *call, pid_t pid,
		      const struct __ptrace_syscall_info *info)
{
	uint64_t args[6];
	size_t i;

	snprintf(call->name, sizeof(call->name), "call-%u",
		 (unsigned)info->entry.nr);
	call->path[0][0] = call->path[1][0] = '\0';
	call->needs_room = false;
	for (i = 0; i < 6; i++)
		args[i] = info->entry.args[i];
	for (i = 0; i < sizeof(shapes) / sizeof(*shapes); i++) {
		const struct shape *shape = &shapes[i];

		if (shape->number != info->entry.nr)
			continue;
		strcpy(call->name, shape->name);
		if (!changes(shape, pid, args))
			return false;
		call->needs_room = needs_room(call->name, args);
		read_path(pid, args, shape->dir, shape->path, call->path[0]);
		read_path(pid, args, shape->dir2, shape->path2, call->path[1]);
		return true;
	}
	return false;
}
