/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A machine's overlay over its generation, as the machine saw it. */
#ifndef OVERLAY_MOUNT_H
#define OVERLAY_MOUNT_H

#include "path.h"

/*
 * All below is mounted in a mount namespace of this process, at these names,
 * and goes with it however it ends: so do the loop device and the file.
 */
struct overlay_mount {
	struct path scratch; /* where, once we are in that namespace */
	bool entered;
	struct path base;   /* the generation */
	struct path merged; /* with the overlay; what is written here is lost */
};

/*
 * Checks the file system in a file without a name, which no PC can reach, with
 * e2fsck, and mounts it, read-only, and its overlay over the generation id.
 * Closes file. Returns 0 or -errno (reported); overlay_unmount in both cases.
 */
int overlay_mount(const struct server *srv, const char *step, int file,
		  const char *id, struct overlay_mount *mounted);

/* Nothing writes there any more. Returns 0 or -errno (reported). */
int overlay_mount_freeze(const char *step, const struct overlay_mount *mounted);

void overlay_unmount(const struct overlay_mount *mounted);

#endif
