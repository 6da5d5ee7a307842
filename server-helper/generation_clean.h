/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Takes generations, and what is left of them, away. */
#ifndef GENERATION_CLEAN_H
#define GENERATION_CLEAN_H

struct server;

/*
 * Removes what an interrupted run has left beside the generations: .ID.tmp
 * (being made), .ID.removed (being pruned), .ID.info without its generation,
 * and says so. Under the lock only. Returns 0 or -errno (reported).
 */
int generation_clean(const struct server *srv, const char *step);

/*
 * Removes a folder with all that is in it, file systems that are mounted there
 * excepted; a btrfs subvolume at once, with those in it. Returns 0 or -errno
 * (reported).
 */
int generation_remove_tree(const char *step, const char *dir);

#endif
