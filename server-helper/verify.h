/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whether a PC would boot what is about to be published. Each returns 0, or
 * -errno where it would not; every reason has been reported then, with what
 * mends it.
 */
#ifndef VERIFY_H
#define VERIFY_H

#include <stddef.h>

#include "nfs_view.h"

struct server;

/* The files of a generation: its init and owners, kernel, modules and initrd
 * with the client of this version. */
int verify_generation(const struct server *srv, const char *step,
		      const char *id);

/*
 * A kernel line for the generation (what stands behind APPEND), read by the
 * client's own code: without an error, and to the same server and path.
 * overlay: the value of rescue64.overlay= that was asked for, NULL: any.
 */
int verify_menu_line(const struct server *srv, const char *step,
		     const char *line, const char *id, const char *overlay);

/* A value of rescue64.overlay=, read by the client's own code. Returns NULL, or
 * what is wrong with it (static). */
const char *verify_overlay(const char *value);

/*
 * The export of a generation (id NULL: of the golden root), as a client of the
 * server's address sees it over NFS 3 and 4: at least one of them must be
 * right, and no owner another's. Where the server may not ask itself, that is
 * said, and 0 returned. Takes half a minute at most.
 */
int verify_export(const struct server *srv, const char *step, const char *id);

/* The same over one version; why as nfs_view has it. */
enum nfs_view_result verify_export_view(const struct server *srv,
					const char *id, unsigned version,
					char *why, size_t size);
/* What to do on the server about such a result. */
const char *verify_export_mend(const struct server *srv,
			       enum nfs_view_result result);

#endif
