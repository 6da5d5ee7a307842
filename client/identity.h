/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IDENTITY_H
#define IDENTITY_H

#include "boot.h"
#include "text.h"

/* The image's own name: /etc/hostname of the root from the network, or
 * rescue64 where that has none, or none that is valid. */
void identity_image_name(const char *lower, char name[HOSTNAME_SIZE]);

/* Edits a hosts(5): the line of 127.0.1.1 names this boot's host alone. boot:
 * its session's hostname and its lease's domain. Pure. */
void hosts_edit(const char *from, struct text *to, const void *boot);

/* The stage: hostname, hosts and machine-id in the overlay ROOT; on one that
 * is kept, all anew. A boot does not fail by it: 0. */
int identity_stage(struct boot *boot, const char *root);

#endif
