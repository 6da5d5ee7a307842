/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFS_H
#define NFS_H

#include "boot.h"

/* Begins to load the NFS and overlay modules, while the network is waited
 * for. */
void nfs_preload(void);

/*
 * The stage: mounts the target read-only on LOWER_DIR, from the server that is
 * the first to answer, and in the highest NFS version whose mount can be
 * verified; else from the next server. Each attempt and its outcome is one
 * line. Returns 0 or -errno.
 */
int nfs_stage(struct boot *boot);

#endif
