/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SERVERS_H
#define SERVERS_H

#include <stdbool.h>

#include "boot.h"
#include "probe.h"

/* Finds the addresses of the target's servers; says and blames which have none.
 */
void servers_find(const struct target *target, const struct lease *lease);

/* The first of those that are left to be healthy, once it is; NULL where none
 * is: then it is said how each of them failed. */
struct probe *servers_first(void);

/* That one will not do. */
void servers_drop_first(void);

/* After the first servers_first has returned NULL: whether a server is healthy
 * now. Takes a second at most. */
bool servers_are_back(void);

/* Whether a server answers in this version, as far as a ping can tell; else
 * why (NOTE_SIZE octets) says why not, and the diagnosis has the cause. */
bool server_answers(struct probe *server, const char *version, char *why);

#endif
