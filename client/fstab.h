/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FSTAB_H
#define FSTAB_H

#include "boot.h"
#include "text.h"

/*
 * Edits an fstab(5): entries for /, for swap and for devices belong to the
 * machine on which the image was made, not to the one that booted it; they
 * become comments. ctx is not used. Pure.
 */
void fstab_edit(const char *from, struct text *to, const void *ctx);

/* The stage: /etc/fstab in the overlay root, where it has such entries, and
 * no unit of nfs-common that holds up the boot. 0 or -errno. */
int fstab_stage(struct boot *boot, const char *root);

#endif
