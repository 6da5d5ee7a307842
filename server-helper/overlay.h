/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Between the files of the subcommands overlay ... */
#ifndef OVERLAY_H
#define OVERLAY_H

#include <stdbool.h>
#include <sys/stat.h>

#include "machine.h"

#define OVERLAY_SUFFIX ".img"

/* An image as list shows it. */
struct overlay {
	char name[MACHINE_NAME_SIZE];
	const char *kind;  /* "mac", "uuid", "any" */
	const char *state; /* of overlay_state */
	bool in_use;	   /* a PC holds its lock */
	struct stat st;
};

/*
 * What the superblock of the image says: "new" (never mounted), "clean",
 * "dirty" (its journal has something to replay: it is mounted, or was cut
 * off), "errors" (ext4 found some), or "foreign" (no ext4).
 */
const char *overlay_state(int fd);

#endif
