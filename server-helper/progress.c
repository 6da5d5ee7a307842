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

void progress_begin(struct progress *progress, const char *step,
		    const char *log)
{
	*progress = (struct progress){ .step = step, .log = log };
}

void progress_tick(struct progress *progress)
{
	char text[512], *line;
	size_t i;

	progress->seconds++;
	if (!progress->log || !read_end(progress->log, text, sizeof(text)))
		return;
	for (line = text + strlen(text);
	     line > text && !strchr("\r\n", line[-1]); line--)
		;
	for (i = 0; line[i]; i++)
		if ((unsigned char)line[i] < 0x20 || line[i] == 0x7f)
			line[i] = ' ';
	if (isatty(STDERR_FILENO)) {
		fprintf(stderr, "\r\033[K%4u s: %.70s", progress->seconds,
			line);
		fflush(stderr);
		progress->shown = true;
	} else if (progress->seconds % QUIET_SECONDS == 0) {
		say_step(progress->step, "%u s: %.70s", progress->seconds,
			 line);
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
