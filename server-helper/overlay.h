/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Between the files of the subcommands overlay ... */
#ifndef OVERLAY_H
#define OVERLAY_H

#include <stdbool.h>
#include <sys/stat.h>

#include "generation.h"
#include "machine.h"

#define OVERLAY_SUFFIX ".img"
#define OVERLAY_GOLDEN "golden" /* in place of an ID */

/* An image as list shows it. */
struct overlay {
	char name[MACHINE_NAME_SIZE];
	const char *kind;		     /* "mac", "uuid", "any" */
	const char *state;		     /* of overlay_state */
	bool in_use;			     /* a PC holds its lock */
	char generation[GENERATION_ID_SIZE]; /* of overlay_generation */
	struct stat st;
};

/*
 * What the superblock of the image says: "new" (never mounted), "clean",
 * "dirty" (its journal has something to replay: it is mounted, or was cut
 * off), "errors" (ext4 found some), or "foreign" (no ext4).
 */
const char *overlay_state(int fd);

/* Opens an image: a regular file, no link. A descriptor or -errno (-EINVAL or
 * -ELOOP: something else is there). */
int overlay_open(const char *path, int flags);

/* Whether a PC holds the lock. Both NFS servers take their clients' locks on
 * the file itself. */
bool overlay_is_locked(int fd);

/*
 * The generation that the image of a machine belongs to, GENERATION_ID_SIZE
 * octets: its ID (there or not), OVERLAY_GOLDEN, or "" where it belongs to
 * none: it is new, or what is in it is nothing that rescue64-client would boot
 * by. Returns 0 or -errno (reported): it cannot be told.
 */
int overlay_generation(const struct server *srv, const char *step,
		       const char *name, char *id);

/* The same of an open image; reports nothing. */
int overlay_generation_of(int fd, char *id);

#endif
