/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef MENU_H
#define MENU_H

#include <stdbool.h>

struct server;

/* -EINVAL (reported) where the menu cannot be written: no server address. */
int menu_check(const struct server *srv, const char *step);

/* Writes the menu that boots generation id: the commit point of publish.
 * Returns 0 or -errno (reported). */
int menu_write(const struct server *srv, const char *step, const char *id,
	       bool memtest);

#endif
