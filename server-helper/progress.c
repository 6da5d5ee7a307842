// SPDX-License-Identifier: GPL-2.0-or-later
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "progress.h"
#include "say.h"

#define TAIL_LINES    15
#define QUIET_SECONDS 30 /* between two lines that nobody watches */

/* The end of the log, from a line's first octet; returns its length. */
static size_t read_end(const char *log, char *text, size_t size)
{
	int fd = open(log, O_RDONLY | O_CLOEXEC);
	struct stat st;
	off_t from = 0;
	ssize_t len = 0;

	if (fd < 0)
		return 0;
	if (!fstat(fd, &st) && st.st_size > (off_t)(size - 1))
		from = st.st_size - (off_t)(size - 1);
	len = pread(fd, text, size - 1, from);
	close(fd);
	if (len < 0)
		len = 0;
	while (len && strchr("\r\n", text[len - 1]))
		len--;
	text[len] = '\0';
	return (size_t)len;
}

static time_t seconds_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec;
}

void progress_begin(struct progress *progress, const char *step,
		    const char *log)
{
	time_t now = seconds_now();

	*progress = (struct progress){ .step = step,
				       .log = log,
				       .began = now,
				       .shown_at = now,
				       .said_at = now };
}

/* What to show: the last line of the log, or the count; false: nothing. */
static bool describe(const struct progress *progress, char *text, size_t size)
{
	char end[512], *line;
	size_t i;

	if (!progress->log) {
		snprintf(text, size, "%llu of %llu files", progress->done,
			 progress->total);
		return progress->total;
	}
	if (!read_end(progress->log, end, sizeof(end)))
		return false;
	for (line = end + strlen(end); line > end && !strchr("\r\n", line[-1]);
	     line--)
		;
	for (i = 0; line[i]; i++)
		if ((unsigned char)line[i] < 0x20 || line[i] == 0x7f)
			line[i] = ' ';
	snprintf(text, size, "%lld s: %.70s",
		 (long long)(progress->shown_at - progress->began), line);
	return true;
}

void progress_tick(struct progress *progress)
{
	time_t now = seconds_now();
	char text[128];

	if (now == progress->shown_at)
		return;
	progress->shown_at = now;
	if (!describe(progress, text, sizeof(text)))
		return;
	if (isatty(STDERR_FILENO)) {
		fprintf(stderr, "\r\033[K%s: %s", progress->step, text);
		fflush(stderr);
		progress->shown = true;
	} else if (now - progress->said_at >= QUIET_SECONDS) {
		say_step(progress->step, "%s", text);
		progress->said_at = now;
	}
}

void progress_end(struct progress *progress)
{
	if (progress->shown)
		fputs("\r\033[K", stderr);
	progress->shown = false;
}

void progress_tail(const char *log)
{
	char text[4096];
	char *line = text + read_end(log, text, sizeof(text));
	int lines = 0;

	while (line > text && !(line[-1] == '\n' && ++lines == TAIL_LINES))
		line--;
	if (*line)
		fprintf(stderr, "%s\n", line);
}
