/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef AUTOLOGIN_H
#define AUTOLOGIN_H

#include "boot.h"
#include "console.h"
#include "text.h"

/* "systemd", "sysvinit" or "other", by what the root's /sbin/init is. */
const char *autologin_init(const char *root);

/* Who is logged in where. */
struct logins {
	const char *user;
	bool mingetty; /* is installed: it takes the virtual terminals */
	char ttys[CONSOLES_MAX + 1][CONSOLE_NAME_SIZE];
	size_t count;
};

/*
 * Edits an inittab(5): the gettys of a struct logins' terminals give way to
 * lines that log the user in. Pure.
 */
void inittab_edit(const char *from, struct text *to, const void *logins);

/* The stage: logs the user in on tty1 and on the kernel's consoles. 0 or
 * -errno. */
int autologin_stage(struct boot *boot, const char *root);

#endif
