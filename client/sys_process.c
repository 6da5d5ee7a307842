/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is done in a child. */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sys.h"

#define DETACH_MS 2000

int sys_wait(pid_t pid)
{
	int status;

	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return -errno;
	if (WIFEXITED(status))
		return WEXITSTATUS(status);
	return WTERMSIG(status) == SIGALRM ? -EINTR : -ECHILD;
}

pid_t sys_start(int (*work)(const char *arg), const char *arg)
{
	pid_t pid = fork();

	if (pid == 0)
		_exit(-work(arg));
	return pid < 0 ? -errno : pid;
}

int sys_wait_ms(pid_t pid, unsigned ms)
{
	uint64_t end_ms = sys_now_ms() + ms;
	int status;

	if (pid < 0)
		return pid;
	for (;;) {
		pid_t ended = waitpid(pid, &status, WNOHANG);

		if (ended < 0 && errno != EINTR)
			return -errno;
		if (ended == pid)
			return WIFEXITED(status) ? -WEXITSTATUS(status)
						 : -EINTR;
		if (sys_now_ms() >= end_ms)
			return -ETIMEDOUT;
		poll(NULL, 0, 5);
	}
}

int sys_try(int (*work)(const char *arg), const char *arg, unsigned ms)
{
	return sys_wait_ms(sys_start(work, arg), ms);
}

/* The last to let go of an NFS mount sends the server's session a goodbye, for
 * a minute where nobody answers. */
void sys_detach(const char *path)
{
	struct pollfd end = { .events = POLLIN };
	static pid_t child;
	int pipes[2];

	if (child > 0)
		waitpid(child, NULL, WNOHANG);
	child = pipe(pipes) < 0 ? -1 : fork();
	if (child <= 0)
		umount2(path, MNT_FORCE | MNT_DETACH);
	if (child < 0)
		return;
	if (child == 0)
		_exit(0);
	close(pipes[1]);
	end.fd = pipes[0];
	poll(&end, 1, DETACH_MS);
	close(pipes[0]);
}

int sys_modprobe_from(const char *root, const char *module)
{
	char *const argv[] = { "modprobe",   "-qb",	     "-d",
			       (char *)root, (char *)module, NULL };
	char path[48];
	char *const envp[] = { "PATH=/sbin:/usr/sbin:/bin:/usr/bin", NULL };
	pid_t pid = fork();
	int ret;

	if (pid < 0)
		return -errno;
	if (pid == 0) {
		execve("/sbin/modprobe", argv, envp);
		_exit(127);
	}
	ret = sys_wait(pid);
	snprintf(path, sizeof(path), "/sys/module/%s", module);
	if (ret && access(path, F_OK) == 0)
		return 0;
	if (ret == 127)
		return -ENOEXEC;
	return ret ? -ENOENT : 0;
}

int sys_modprobe(const char *module)
{
	return sys_modprobe_from("/", module);
}
