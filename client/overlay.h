/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef OVERLAY_H
#define OVERLAY_H

#include "boot.h"

/*
 * The stage: lays a writable overlayfs with a tmpfs upper over LOWER_DIR and
 * mounts it on root; with rescue64.overlay=none the lower itself, read-only.
 * 0 or -errno.
 */
int overlay_stage(struct boot *boot, const char *root);

#endif
