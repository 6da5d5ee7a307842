/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Edits of sysvinit's files: pure, and the same where they were made before, in
 * an overlay that is kept. */
#ifndef SHUTDOWN_EDIT_H
#define SHUTDOWN_EDIT_H

#include "text.h"

/* inittab(5): ahead of all else that runlevels 0 and 6 do, the keeper is told.
 * ctx is not used. */
void inittab_announce(const char *from, struct text *to, const void *ctx);

/* A script of init.d: with "stop" in runlevels 0 and 6 the client takes over.
 * ctx is not used. */
void script_take_over(const char *from, struct text *to, const void *ctx);

#endif
