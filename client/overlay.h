/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef OVERLAY_H
#define OVERLAY_H

#include "boot.h"

/*
 * The stage: lays a writable overlayfs over LOWER_DIR and mounts it on root;
 * its upper is where rescue64.overlay= says, or in memory where that cannot be
 * had. With none the lower itself, read-only. 0 or -errno.
 */
int overlay_stage(struct boot *boot, const char *root);

/* Unmounts all of that; what is kept stays, and is free for another machine. */
void overlay_undo(const char *root);

#endif
