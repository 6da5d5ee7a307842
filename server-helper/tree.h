/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a tree of files holds. */
#ifndef TREE_H
#define TREE_H

#include <stddef.h>
#include <time.h>

struct tree {
	unsigned long long files;   /* names of any kind, folders too */
	unsigned long long octets;  /* that they take on disk */
	unsigned long long changed; /* files, from the given time on */
	char *first;		    /* of those; below the root */
	size_t nested_count;
	char **nested; /* btrfs subvolumes in it, the outer ones first */
};

/*
 * Walks through the tree and the subvolumes in it, but into nothing that is
 * mounted there. since: counts what has changed (ctime) at that time or later;
 * NULL: nothing. What goes away meanwhile is no error. Returns 0 or -errno
 * (reported); tree_free in any case.
 */
int tree_walk(const char *step, const char *root, const struct timespec *since,
	      struct tree *tree);
void tree_free(struct tree *tree);

#endif
