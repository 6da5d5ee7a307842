/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An overlay on a local disk. Disks are touched only where one is named. */
#ifndef DISK_H
#define DISK_H

#include <stdbool.h>

#include "volume.h"

/*
 * A label or UUID as udev writes it in /dev/disk/by-label (systemd,
 * encode_devnode_name): octets but letters, digits, "#+-.:=@_" and UTF-8
 * become \xNN, so that to needs four times its octets. Pure.
 */
void disk_encode(const char *name, char *to);

/* Whether a modalias is one of mass storage. Pure. */
bool disk_is_storage(const char *modalias);

/*
 * Loads the drivers of local disks from the root until the file system that
 * rescue64.overlay= names is there, and mounts it on RW_DIR. 0; or -errno with
 * volume->why.
 */
int disk_take(struct volume *volume);

#endif
