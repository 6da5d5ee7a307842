/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Files that are there as a whole or not at all: each is written under a
 * temporary name in its folder, synced, renamed, and the folder synced. Run
 * under the lock, so that the temporary name is ours. None reports; all
 * return 0 or -errno.
 */
#ifndef FILE_H
#define FILE_H

#include <stddef.h>
#include <stdio.h>
#include <sys/types.h>

/* Makes the folder and those above it, mode 0755; each is on disk. */
int file_mkdirs(const char *dir);
/* The same for the folder that path lies in. */
int file_parents(const char *path);

int file_write(const char *path, const char *text, mode_t mode);
/* Copies from a file open for reading. */
int file_copy(int from, const char *path, mode_t mode);
/* Renames within one file system and syncs the folder of the new name. */
int file_rename(const char *old, const char *new);
/* Syncs a file or folder, and the folder that path lies in. */
int file_sync(const char *path);
int file_sync_parent(const char *path);
/* Whether the contents of path are those of from. */
int file_same(int from, const char *path);

/* The contents of a file of at most max octets, with a NUL behind them, to
 * be freed; *len may be NULL. */
int file_read(const char *path, size_t max, char **text, size_t *len);

#endif
