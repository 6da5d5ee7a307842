/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is inside the file system of a kept overlay. */
#ifndef KEPT_H
#define KEPT_H

#include "volume.h"

/* What an overlay.env says of an overlay: bits. */
#define KEPT_NEW	   1 /* it is not there yet */
#define KEPT_OTHER_ROOT	   2
#define KEPT_OTHER_MACHINE 4

/* env: the file's text; upper: the folder is there; root: the path of this
 * boot's root; machine: whose overlay it would be. Pure. */
unsigned kept_judge(const char *env, bool upper, const char *root,
		    const char *machine);

/*
 * Prepares it on RW_DIR for this boot's root: asks where it was made for
 * another one, and may mount that root instead. 0; or -errno with why:
 * -ECANCELED where it is not wanted this time, -ESTALE where no root is mounted
 * any more.
 */
int kept_open(struct boot *boot, struct volume *volume);

#endif
