// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "progress.h"
#include "run.h"
#include "say.h"

#define EXIT_NOT_RUN 127

static int open_input(const struct run *run)
{
	size_t len;
	int fd;

	if (!run->input)
		return open("/dev/null", O_RDONLY | O_CLOEXEC);
	/* In memory: it may be a password. */
	fd = memfd_create("input", MFD_CLOEXEC);
	len = strlen(run->input);
	if (fd >= 0 && (write(fd, run->input, len) != (ssize_t)len ||
			lseek(fd, 0, SEEK_SET))) {
		close(fd);
		return -1;
	}
	return fd;
}

static int redirect(const struct run *run, int log)
{
	int fd;

	if (!run->interactive) {
		fd = open_input(run);
		if (fd < 0 || dup2(fd, STDIN_FILENO) < 0)
			return say_errno(run->step, "standard input", -errno);
	}
	if (log >= 0 &&
	    (dup2(log, STDOUT_FILENO) < 0 || dup2(log, STDERR_FILENO) < 0))
		return say_errno(run->step, run->log, -errno);
	return 0;
}

/* What packages' scripts see: nothing of the administrator's session. */
static int clean_environment(const struct run *run)
{
	static const char *const kept[] = { "TERM", "http_proxy", "https_proxy",
					    "no_proxy" };
	const char *values[4];
	size_t i;
	int err = 0;

	for (i = 0; i < 4; i++) {
		values[i] = getenv(kept[i]);
		if (values[i])
			values[i] = strdup(values[i]);
	}
	clearenv();
	for (i = 0; i < 4; i++)
		if (values[i])
			err |= setenv(kept[i], values[i], 1);
	err |= setenv(
		"PATH",
		"/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
		1);
	err |= setenv("HOME", "/root", 1);
	err |= setenv("LC_ALL", "C.UTF-8", 1);
	if (!run->interactive)
		err |= setenv("DEBIAN_FRONTEND", "noninteractive", 1);
	return err ? -ENOMEM : 0;
}

/* The program itself, where it shall run; does not return. */
static void become(const struct run *run, int log)
{
	if (run->call)
		_exit(run->call(run->arg) ? 1 : 0);
	if (redirect(run, log) || clean_environment(run))
		_exit(EXIT_NOT_RUN);
	execvp(run->argv[0], (char *const *)run->argv);
	say_errno(run->step, run->argv[0], -errno);
	_exit(EXIT_NOT_RUN);
}

/*
 * The first process of the namespaces: it reaps what daemons leave behind, and
 * with it the kernel ends everything that still runs. A terminal's signals do
 * not reach it, for it is an init; they reach the program.
 */
static void be_init(const struct run *run, int log)
{
	int status;
	pid_t child, pid;

	if (jail_enter(run->jail, run->step))
		_exit(EXIT_NOT_RUN);
	child = fork();
	if (child < 0)
		_exit(EXIT_NOT_RUN);
	if (!child)
		become(run, log);
	do
		pid = wait(&status);
	while (pid != child && !(pid < 0 && errno == ECHILD));
	_exit(WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
}

/* fork, in new namespaces where there is a jail. */
static pid_t start(const struct run *run)
{
	unsigned long flags = SIGCHLD;

	if (run->jail)
		flags |= CLONE_NEWNS | CLONE_NEWPID;
	return (pid_t)syscall(SYS_clone, flags, NULL, NULL, NULL, NULL);
}

static int wait_for(const struct run *run, pid_t pid)
{
	struct progress progress;
	struct pollfd pollfd = { .events = POLLIN };
	int status;

	pollfd.fd = pidfd_open(pid, 0);
	if (pollfd.fd >= 0) {
		progress_begin(&progress, run->step,
			       run->interactive ? NULL : run->log);
		while (poll(&pollfd, 1, 1000) == 0)
			progress_tick(&progress);
		progress_end(&progress);
		close(pollfd.fd);
	}
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return say_errno(run->step, "waitpid", -errno);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static bool has_ended(int pidfd)
{
	struct pollfd pollfd = { .fd = pidfd, .events = POLLIN };

	return poll(&pollfd, 1, 0) > 0;
}

static int report(const struct run *run, int code)
{
	const char *name = run->argv ? run->argv[0] : "work in the root";

	if (!code)
		return 0;
	if ((run->call && code == 1) || (!run->log && code == EXIT_NOT_RUN))
		return -ECHILD; /* has said why */
	if (run->log)
		progress_tail(run->log);
	if (code > 128)
		say_error(run->step, name, "ended by signal %d (%s)",
			  code - 128, strsignal(code - 128));
	else
		say_error(run->step, name, "failed with exit code %d%s%s", code,
			  run->log ? "; its whole output: " : "",
			  run->log ? run->log : "");
	return -ECHILD;
}

int run_check(const char *step, const char *program, const char *package)
{
	static const char *const dirs[] = { "/usr/sbin", "/usr/bin", "/sbin",
					    "/bin" };
	char path[64];
	size_t i;

	for (i = 0; i < sizeof(dirs) / sizeof(*dirs); i++) {
		snprintf(path, sizeof(path), "%s/%s", dirs[i], program);
		if (!access(path, X_OK))
			return 0;
	}
	say_error(step, program, "not installed; apt install %s", package);
	return -ENOENT;
}

int run_job(const struct run *run)
{
	struct sigaction ignore = { .sa_handler = SIG_IGN }, was_int, was_quit;
	int parent = pidfd_open(getpid(), 0);
	int code, log = -1;
	pid_t pid;

	if (run->log) { /* here: it lies outside of the root */
		log = open(run->log, O_WRONLY | O_APPEND | O_CLOEXEC);
		if (log < 0)
			return say_errno(run->step, run->log, -errno);
	}
	fflush(NULL);
	pid = start(run);
	if (pid < 0)
		return say_errno(run->step, "fork", -errno);
	if (!pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (has_ended(parent)) /* before we asked for the signal */
			_exit(EXIT_NOT_RUN);
		if (run->jail)
			be_init(run, log);
		become(run, log);
	}
	if (log >= 0)
		close(log);
	if (parent >= 0)
		close(parent);
	if (run->interactive) {
		sigaction(SIGINT, &ignore, &was_int);
		sigaction(SIGQUIT, &ignore, &was_quit);
	}
	code = wait_for(run, pid);
	if (run->interactive) {
		sigaction(SIGINT, &was_int, NULL);
		sigaction(SIGQUIT, &was_quit, NULL);
		return code;
	}
	return code < 0 ? code : report(run, code);
}
