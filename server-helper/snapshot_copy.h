/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The copy of a tree that becomes a generation. */
#ifndef SNAPSHOT_COPY_H
#define SNAPSHOT_COPY_H

#include <stdbool.h>

struct tree;

/* How a tree can be had again. */
enum snapshot_means {
	SNAPSHOT_COPY,	  /* with blocks of its own */
	SNAPSHOT_REFLINK, /* blocks shared until one side writes */
	SNAPSHOT_BTRFS,	  /* all at one moment */
};

/* The best means by which a copy of from can be had in the folder dir. */
enum snapshot_means snapshot_find_means(const char *from, const char *dir);

/*
 * Makes to, which is not there yet, a copy of from; tree: what tree_walk found
 * in it. The contents of btrfs subvolumes in it are copied as plain files. What
 * is mounted in it is left out, and what it is mounted on is not. Files that go
 * away meanwhile are no error. Returns 0 or -errno (reported).
 */
int snapshot_copy(const char *step, const char *from, const char *to,
		  enum snapshot_means means, const struct tree *tree);

#endif
