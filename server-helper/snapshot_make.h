/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A generation of a tree, for snapshot and overlay commit. */
#ifndef SNAPSHOT_MAKE_H
#define SNAPSHOT_MAKE_H

#include "generation_info.h"

struct server;

/*
 * Copies the tree by the best means that the file system has, takes out what
 * belongs to one machine, and gives it its name: the one rename is the commit
 * point. Removes first what an interrupted run has left, and afterwards what
 * it made itself where it fails. info: its note, pinned, base, and its method
 * where that is not to be told from the copying. Fills in id, which has
 * GENERATION_ID_SIZE octets. Returns 0 or -errno (reported).
 */
int snapshot_make(const struct server *srv, const char *step, const char *from,
		  const struct generation_info *info, char *id);

#endif
