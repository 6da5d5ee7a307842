/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "task.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include "console.h"
#include "sys.h"

#define NEWS_MS 10000

/* False where the time is over; the child's end closes the pipe. */
static bool task_wait(int pipe, const char *what, unsigned seconds)
{
	struct pollfd pfd = { .fd = pipe, .events = POLLIN };
	unsigned waited = 0;

	while (waited < seconds) {
		if (poll(&pfd, 1, NEWS_MS) != 0)
			return true;
		waited += NEWS_MS / 1000;
		console_step("overlay: waiting since %u s for %s", waited,
			     what);
	}
	return false;
}

int task_run(int (*work)(void *ctx), void *ctx, size_t size, const char *what,
	     unsigned seconds)
{
	int pipes[2];
	int ret;
	pid_t pid;

	if (pipe(pipes) < 0)
		return -errno;
	/* Not for the programs that work starts. */
	fcntl(pipes[1], F_SETFD, FD_CLOEXEC);
	pid = fork();
	if (pid == 0) {
		ret = work(ctx);
		if (write(pipes[1], ctx, size) < 0 && ret == 0)
			ret = -errno;
		_exit(-ret);
	}
	ret = pid < 0 ? -errno : 0;
	close(pipes[1]);
	if (pid > 0 && task_wait(pipes[0], what, seconds)) {
		ssize_t len = read(pipes[0], ctx, size);

		ret = sys_wait(pid);
		if (ret > 0)
			ret = -ret;
		else if (ret == 0 && len != (ssize_t)size)
			ret = -EIO;
	} else if (pid > 0) {
		kill(pid, SIGKILL);
		ret = -EINTR;
	}
	close(pipes[0]);
	return ret;
}
