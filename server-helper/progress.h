/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What long work is at: the last line of its log, or how many files. */
#ifndef PROGRESS_H
#define PROGRESS_H

#include <stdbool.h>
#include <time.h>

struct progress {
	const char *step;
	const char *log;		/* NULL: files are counted */
	unsigned long long done, total; /* total 0: nothing is shown */
	time_t began, shown_at, said_at;
	bool shown; /* a line stands on the terminal */
};

void progress_begin(struct progress *progress, const char *step,
		    const char *log);
/* Called at least once a second: a line in place on a terminal, one in 30
 * seconds elsewhere. */
void progress_tick(struct progress *progress);
void progress_end(struct progress *progress);

/* The last lines of the log, to stderr. */
void progress_tail(const char *log);

#endif
