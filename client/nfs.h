/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFS_H
#define NFS_H

#include "boot.h"

/*
 * The stage: mounts the target read-only on LOWER_DIR, from the first server
 * and in the highest NFS version whose mount can be verified. Each attempt and
 * its outcome is one line. Returns 0, or -errno after the rounds are over (the
 * line's rescue64.timeout= bounds them, else ten).
 */
int nfs_stage(struct boot *boot);

#endif
