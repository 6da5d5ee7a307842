/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Between the files of what tells about clients. */
#ifndef CLIENTS_SOURCE_H
#define CLIENTS_SOURCE_H

#include "clients.h"
#include "say.h"

#define CLIENTS_DEADLINE_MS 5000 /* of each question to a server */

/* What the sources fill. */
struct clients_view {
	const struct server *srv;
	const char *step;
	struct generations generations;
	struct clients *clients;
	bool quiet; /* says nothing of what could not be asked */
	/* Whether who came over NFS 3, or 4, is known. */
	bool told3, told4;
};

/*
 * Adds a client, or joins it to the line of the same address and root. Returns
 * 0 or -ENOMEM.
 */
int clients_add(struct clients *clients, const struct client *client);

/* The value of a small hexadecimal digit, or -1. Pure. */
int client_hex(char c);

/* Copies what came from outside: what is not printable ASCII, and quotes and
 * backslashes, become '?'. Pure. */
void client_copy(char *to, size_t size, const char *from);

/* The same of an address, without ::ffff: of a mapped one (RFC 4291 2.5.5.2).
 */
void client_copy_address(char *to, size_t size, const char *from);

/*
 * Looks for what rescue64-client puts into the name of its NFSv4 state:
 * 32 hexadecimal digits, @, and the ID of a generation or "golden", between
 * spaces and slashes. True where there is one and only one. Pure.
 */
bool client_name_read(const char *name, struct client *client);

/* The sources. Each sets told3 and told4 where it can; each says what it could
 * not ask for. They return 0 or -ENOMEM. */
int clients_from_mountd(struct clients_view *view);
int clients_from_nfsd(struct clients_view *view);
int clients_from_ganesha(struct clients_view *view);
/* nfs-ganesha's folder of who may reclaim state. */
int clients_from_recovery(struct clients_view *view);

/* say_warning, unless view is quiet. */
void clients_warn(const struct clients_view *view, const char *source,
		  const char *fmt, ...) PRINTF(3, 4);

/* Whether view has that generation. */
bool clients_view_has(const struct clients_view *view, const char *id);

#endif
