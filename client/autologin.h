/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef AUTOLOGIN_H
#define AUTOLOGIN_H

#include "boot.h"
#include "console.h"
#include "text.h"

/* "systemd", "sysvinit" or "other", by what the root's /sbin/init is. */
const char *autologin_init(const char *root);

/*
 * Edits an inittab(5): the gettys of these terminals give way to lines that
 * log user in; virtual terminals by mingetty where it is installed. Pure.
 */
void inittab_edit(const char *from, const char *user, bool mingetty,
		  char ttys[][CONSOLE_NAME_SIZE], size_t count,
		  struct text *to);

/* The stage: logs the user in on tty1 and on the kernel's consoles. 0 or
 * -errno. */
int autologin_stage(struct boot *boot, const char *root);

#endif
