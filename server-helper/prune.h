/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Between the files of prune. */
#ifndef PRUNE_H
#define PRUNE_H

#include <stdbool.h>

#include "clients.h"
#include "menu.h"
#include "overlay.h"

struct prune_overlay {
	char name[MACHINE_NAME_SIZE];
	char id[GENERATION_ID_SIZE];
	bool known; /* else it may belong to any generation */
};

/* Who needs which generation. */
struct prune_uses {
	struct menu_uses menus;
	struct clients clients;
	struct prune_overlay *overlays;
	size_t overlay_count;
	char published[GENERATION_ID_SIZE];
};

/* Returns 0 or -errno (reported); prune_uses_free in both cases. */
int prune_uses_find(const struct server *srv, const char *step,
		    struct prune_uses *uses);
void prune_uses_free(struct prune_uses *uses);

/* Why a generation stays in any case, in reason; false: it need not. A pin
 * that cannot be read counts as one. */
bool prune_must_stay(const struct server *srv, const char *step,
		     const struct prune_uses *uses, const char *id,
		     char *reason, size_t size);

/* Names who holds a generation, or may; how many. */
size_t prune_name_holders(const char *step, const struct prune_uses *uses,
			  const char *id);

/* Takes a generation out of the exports, also where server.conf names no
 * network, and has the server read them. Returns 0 or -errno (reported). */
int prune_export(const struct server *srv, const char *step, const char *id);

/* Takes a generation away, so that a kill at any moment leaves menus that are
 * valid. Returns 0 or -errno (reported). */
int prune_remove(const struct server *srv, const char *step, const char *id);

/* Kernels of generations that are gone. Returns 0 or -errno (reported). */
int prune_clean_kernels(const struct server *srv, const char *step);

#endif
