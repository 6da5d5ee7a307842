/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SERVERS_H
#define SERVERS_H

#include <stdbool.h>

#include "boot.h"
#include "diagnosis.h"
#include "probe.h"

/* Finds the addresses of the target's servers; says and blames which have none.
 */
void servers_find(const struct target *target, const struct lease *lease);

/* The first of those that are left to be healthy, once it is; NULL where none
 * is: then it is said how each of them failed. */
struct probe *servers_first(void);

/* That one will not do; it refused the root, or else it does not answer any
 * more. */
void servers_drop_first(bool refused);

/* Where servers_find's were all without an answer: whether one is healthy now.
 * Takes a second at most. */
bool servers_are_back(void);

/* There are none, until servers_find finds some. */
void servers_clear(void);

/* CAUSE_OTHER where a server answers in this version, as far as a ping can
 * tell; else the cause, and why (NOTE_SIZE octets) says it. */
enum cause servers_judge(struct probe *server, const char *version, char *why);

#endif
