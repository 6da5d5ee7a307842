/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is mounted where: proc_pid_mountinfo(5). Pure. */
#ifndef MOUNTINFO_H
#define MOUNTINFO_H

#include <stdbool.h>
#include <stddef.h>

#include "boot.h"

struct mountinfo {
	unsigned id, parent;
	char path[PATH_SIZE];
	char type[16];
	char source[64]; /* cut off where it is longer */
};

/* Reads one line; false where it is none, or its path does not fit. */
bool mountinfo_parse(const char *line, struct mountinfo *mount);

/* The topmost mount on a path itself; false where there is none. */
bool mountinfo_find(const char *text, const char *path,
		    struct mountinfo *mount);

/*
 * The next one to unmount at or below a folder: nothing is mounted on it, and
 * it is none of the ids that were tried in vain. (Lines are not in that order:
 * mounts that were moved, as /run is from the initramfs into the root, are
 * older than what they are on.) False where none is left.
 */
bool mountinfo_next(const char *text, const char *below, const unsigned *tried,
		    size_t tried_count, struct mountinfo *mount);

#endif
