/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What makes a folder a root that boots: the client looks at it through the
 * mount, the server's helper before it serves it. */
#ifndef ROOT_H
#define ROOT_H

#define ROOT_SHELL "/bin/sh" /* reads the init, where that is a script */

/* The first that is an executable file is the init. */
#define ROOT_INITS                                                             \
	"/sbin/init", "/lib/systemd/systemd", "/etc/init", "/bin/init"

/* Whose owner must be root, where they are there; and / and the init's. */
#define ROOT_OWNED "/etc", "/usr", "/etc/passwd", ROOT_SHELL

#endif
