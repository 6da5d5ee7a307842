// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "file.h"
#include "lock.h"
#include "path.h"

static void report_holder(const char *step, const char *path, int pid)
{
	char name[32], words[128] = "";
	ssize_t len = 0, i;
	int fd;

	snprintf(name, sizeof(name), "/proc/%d/cmdline", pid);
	fd = open(name, O_RDONLY | O_CLOEXEC);
	if (fd >= 0) {
		len = read(fd, words, sizeof(words) - 1);
		close(fd);
	}
	for (i = 0; i < len; i++)
		if (!words[i])
			words[i] = i + 1 < len ? ' ' : '\0';
	say_error(step, path,
		  "held by process %d (%s); try again when it has ended", pid,
		  words);
}

/*
 * A POSIX record lock: it ends with the process, whatever became of its
 * children, and names its holder.
 */
int lock_take(const struct server *srv, const char *step)
{
	static int fd; /* stays open: closing it would drop the lock */
	struct path path = path_of(srv, LOCK_PATH);
	struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	int err = file_parents(path.s);

	if (err)
		return say_errno(step, path.s, err);
	fd = open(path.s, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644);
	if (fd < 0)
		return say_errno(step, path.s, -errno);
	if (!fcntl(fd, F_SETLK, &lock))
		return 0;
	if (errno != EAGAIN && errno != EACCES)
		return say_errno(step, path.s, -errno);
	if (!fcntl(fd, F_GETLK, &lock) && lock.l_type != F_UNLCK)
		report_holder(step, path.s, lock.l_pid);
	else
		say_error(step, path.s, "was held a moment ago; try again");
	return -EAGAIN;
}
