// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "progress.h"
#include "say.h"
#include "snapshot_cp.h"

#define ERRORS_SHOWN 10

/*
 * Keeps hard links, holes, owners, modes, times, ACLs, extended attributes (and
 * with them file capabilities), devices, fifos and sockets, and shares blocks
 * where the file system can. --archive alone would say nothing of attributes
 * that cannot be kept; sudo and ping without theirs fail much later.
 */
static void become_cp(const struct snapshot_cp *job, int names, int errors)
{
	const char *const argv[] = { "cp",
				     "--archive",
				     "--preserve=xattr",
				     "--sparse=auto",
				     "--reflink=auto",
				     "--one-file-system",
				     "--no-target-directory",
				     "--verbose",
				     "--",
				     job->from,
				     job->to,
				     NULL };
	char *const environment[] = { "LC_ALL=C", NULL };

	if (dup2(names, STDOUT_FILENO) >= 0 && dup2(errors, STDERR_FILENO) >= 0)
		execve("/bin/cp", (char *const *)argv, environment);
	_exit(127);
}

/* cp names each file that it has copied on a line of its own; a newline in a
 * name it shows as \n. */
static void count_names(const struct snapshot_cp *job, int names)
{
	struct pollfd pollfd = { .fd = names, .events = POLLIN };
	struct progress progress;
	char buf[65536];
	ssize_t len = 1, i;

	progress_begin(&progress, job->step, NULL);
	progress.total = job->files;
	while (len) {
		if (poll(&pollfd, 1, 1000) > 0) {
			len = read(names, buf, sizeof(buf));
			if (len < 0)
				len = errno == EINTR;
			for (i = 0; i < len; i++)
				progress.done += buf[i] == '\n';
		}
		progress_tick(&progress);
	}
	progress_end(&progress);
}

/* Whether cp says that a file of its source has gone. Names stand in quotes,
 * and nothing of them can look like the line's end. */
static bool is_gone(const char *line)
{
	static const char *const doing[] = {
		"cannot stat '",	  "cannot open '",
		"cannot access '",	  "cannot read symbolic link '",
		"listing attributes of ", "getting attribute "
	};
	static const char why[] = ": No such file or directory\n";
	size_t len = strlen(line), i;

	if (strncmp(line, "cp: ", 4) || len < strlen(why) ||
	    strcmp(line + len - strlen(why), why))
		return false;
	for (i = 0; i < sizeof(doing) / sizeof(*doing); i++)
		if (!strncmp(line + 4, doing[i], strlen(doing[i])))
			return true;
	return false;
}

/* Shows what cp had to say; returns how many lines of it were errors. */
static unsigned long show_errors(int fd)
{
	unsigned long errors = 0;
	char *line = NULL;
	size_t size = 0;
	FILE *file = fdopen(fd, "r");

	if (!file || fseek(file, 0, SEEK_SET))
		return 1;
	while (getline(&line, &size, file) > 0) {
		if (is_gone(line))
			continue;
		if (errors++ < ERRORS_SHOWN)
			fputs(line, stderr);
	}
	if (errors > ERRORS_SHOWN)
		fprintf(stderr, "cp: and %lu errors more\n",
			errors - ERRORS_SHOWN);
	free(line);
	fclose(file);
	return errors;
}

int snapshot_cp(void *arg)
{
	const struct snapshot_cp *job = arg;
	int errors = memfd_create("errors", MFD_CLOEXEC), names[2], status;
	unsigned long count;
	pid_t pid;

	if (errors < 0 || pipe2(names, O_CLOEXEC))
		return say_errno(job->step, "cp", -errno);
	pid = fork();
	if (pid < 0)
		return say_errno(job->step, "cp", -errno);
	if (!pid)
		become_cp(job, names[1], errors);
	close(names[1]);
	count_names(job, names[0]);
	close(names[0]);
	if (waitpid(pid, &status, 0) < 0)
		return say_errno(job->step, "cp", -errno);
	count = show_errors(errors);
	if (WIFEXITED(status) &&
	    (!WEXITSTATUS(status) || (WEXITSTATUS(status) == 1 && !count)))
		return 0;
	if (WIFEXITED(status))
		say_error(job->step, "cp", "failed with exit code %d",
			  WEXITSTATUS(status));
	else
		say_error(job->step, "cp", "ended by signal %d (%s)",
			  WTERMSIG(status), strsignal(WTERMSIG(status)));
	return -ECHILD;
}
