/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TARGET_H
#define TARGET_H

#include "boot.h"
#include "report.h"

/*
 * Decides which export of which servers is the root, and which NFS versions
 * are tried. Servers: nfsroot= > option 17 > ip= server > siaddr > option 54.
 * Path: nfsroot= > option 17 > /srv/pxe/rescue64; its first %s becomes the
 * client's address (text where the address is not known yet).
 * Pure. Returns 0, or -EINVAL where no server is known or the path grew too
 * long (reported).
 */
int target_plan(const struct cmdline *cmdline, const struct lease *lease,
		struct target *out, const struct report *report);

#endif
