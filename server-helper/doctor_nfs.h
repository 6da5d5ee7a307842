/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Between the files of the doctor's area nfs. */
#ifndef DOCTOR_NFS_H
#define DOCTOR_NFS_H

struct doctor;

/* The exports that are in effect at the kernel's server: exportfs(8)'s etab. */
void doctor_etab(struct doctor *doctor);

/* What is mounted, or a sub-volume, within a root and is no export itself: a
 * client finds an empty folder there. id NULL: the golden root. */
void doctor_subvolumes(struct doctor *doctor, const char *id);

#endif
