/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Generations: their IDs, what is derived from those, and which exist. */
#ifndef GENERATION_H
#define GENERATION_H

#include <stdbool.h>
#include <time.h>

#define GENERATION_ID_SIZE   17 /* 20261122T140501Z */
#define GENERATION_UUID_SIZE 37
#define GENERATION_MARK	     "/etc/rescue64.build"

struct server;

struct generations {
	size_t count;
	char (*ids)[GENERATION_ID_SIZE]; /* oldest first; to be freed */
};

/* A real time of the form YYYYMMDDTHHMMSSZ; *when may be NULL. */
bool generation_is_id(const char *text, time_t *when);
/* An operand that names a generation: NULL, or what is wrong with it. */
const char *generation_check_id(const char *text);
void generation_make_id(time_t when, char *id);

/*
 * What tells the export of a generation from all others, for ever the same,
 * so that a restart of the server does not disturb its clients. id NULL: the
 * golden root.
 */
void generation_uuid(const char *id, char *uuid); /* fsid of exports(5) */
unsigned generation_export_id(const char *id);	  /* ganesha, 16 bits */

/* The same for the folder of the overlays: no generation has these. */
#define OVERLAYS_UUID	   "72657363-7565-8364-8001-000000000000"
#define OVERLAYS_EXPORT_ID 65535

/* Returns 0 or -errno (reported). */
int generation_list(const struct server *srv, const char *step,
		    struct generations *list);

/* The generation that the menu boots; empty where there is none. Returns 0 or
 * -errno (reported). */
int generation_published(const struct server *srv, const char *step, char *id);

/*
 * The generation that an operand names, the newest where it names none.
 * Returns 0 or -errno (reported).
 */
int generation_find(const struct server *srv, const char *step,
		    const char *operand, char *id);

#endif
