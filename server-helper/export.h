/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef EXPORT_H
#define EXPORT_H

#include <stdbool.h>
#include <stdio.h>

#include "generation.h"

struct server;

/* What there is to export. */
struct exports {
	bool golden, overlays; /* whether their folders are there */
	struct generations list;
};

/* What goes into a stand-alone ganesha.conf. */
struct ganesha {
	bool graceless;
	const char *protocols;	    /* "3,4" */
	const char *minor_versions; /* "0,1,2" */
	const char *bind;	    /* address, or NULL: all */
	unsigned mount_port;
};

/*
 * Writes the exports of the golden root, of every generation but without (NULL:
 * of all) and of the overlays, by the configuration, and has the server read
 * them. Where no network is named, warns and leaves everything as it is. told:
 * whether a server was told; may be NULL. Returns 0 or -errno (reported).
 */
int export_update(const struct server *srv, const char *step,
		  const char *without, bool *told);

/*
 * Has the server read its exports; nfs-ganesha does that by and by, after the
 * return. Below a prefix only an nfs-ganesha whose pid file is below it, too.
 * Returns 0 or -errno (reported).
 */
int export_tell(const struct server *srv, const char *step, bool *told);

/* The text of the files. */
void export_nfsd_print(FILE *out, const struct server *srv,
		       const struct exports *exports);
void export_ganesha_print(FILE *out, const struct server *srv,
			  const struct exports *exports,
			  const struct ganesha *ganesha);

#endif
