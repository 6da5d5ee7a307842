/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LOCK_H
#define LOCK_H

struct server;

/* Takes the one lock until the process ends. Returns 0, -EAGAIN where another
 * holds it (reported, with its process), or -errno (reported). */
int lock_take(const struct server *srv, const char *step);

#endif
