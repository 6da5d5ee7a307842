/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cp(1) as snapshots use it. */
#ifndef SNAPSHOT_CP_H
#define SNAPSHOT_CP_H

struct snapshot_cp {
	const char *step, *from, *to;
	unsigned long long files; /* that it will copy, for the progress */
};

/*
 * Copies a tree within its file system. For run_job, arg: a struct snapshot_cp.
 * Files that went away before it came to them are no error. Returns 0 or -errno
 * (reported).
 */
int snapshot_cp(void *arg);

#endif
