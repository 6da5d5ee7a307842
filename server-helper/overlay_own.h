/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a machine has of its own in its overlay, and all others shall not get. */
#ifndef OVERLAY_OWN_H
#define OVERLAY_OWN_H

#include "text.h"

/*
 * Gives the merged root of an overlay what base, the root below it, has in
 * place of what rescue64-client and the running system wrote for one machine.
 * Both are folders. Returns 0 or -errno (reported).
 */
int overlay_own_undo(const char *step, const char *base, const char *merged);

/*
 * For root_file_edit: what rescue64-client has made of these files, undone, and
 * nothing else. Pure. ctx: for hosts the text of the root below, else not used.
 */
void overlay_own_hosts(const char *from, struct text *to, const void *ctx);
void overlay_own_fstab(const char *from, struct text *to, const void *ctx);
void overlay_own_inittab(const char *from, struct text *to, const void *ctx);
void overlay_own_umountfs(const char *from, struct text *to, const void *ctx);
void overlay_own_dhcpcd(const char *from, struct text *to, const void *ctx);

#endif
