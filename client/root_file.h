/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Files of the root that is about to be switched to. Its symbolic links mean
 * that root, not the initramfs, so none is followed: a path is "etc/hostname",
 * every folder in it must be one, and a link at its end is replaced.
 */
#ifndef ROOT_FILE_H
#define ROOT_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "text.h"

/* Reads a regular file of at most size - 1 octets as a string. Returns its
 * length, -EFBIG where it is longer, or -errno. */
ssize_t root_file_read(const char *root, const char *path, char *text,
		       size_t size);

/* Replaces a file by rename, with its mode, or makes it (0644), where it is not
 * the same already: an overlay that is kept may be full. 0 or -errno. */
int root_file_write(const char *root, const char *path, const char *text);

/*
 * Lets edit write a file's new text from its old one, by what ctx says, and
 * replaces the file where they differ. 0; -ENOENT where there is none; -EFBIG
 * where it is larger than TEXT_SIZE, before or after; or -errno.
 */
int root_file_edit(const char *root, const char *path,
		   void (*edit)(const char *from, struct text *to,
				const void *ctx),
		   const void *ctx);

/* Replaces a file by a symbolic link; 0 or -errno. */
int root_file_link(const char *root, const char *path, const char *target);

/* Removes a file; 0 or -errno. */
int root_file_remove(const char *root, const char *path);

/* Whether something is at the path, be it a dangling link. */
bool root_file_exists(const char *root, const char *path);

/* The target of a symbolic link; its length, or -errno (-EINVAL: no link). */
ssize_t root_file_read_link(const char *root, const char *path, char *text,
			    size_t size);

#endif
