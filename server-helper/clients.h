/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Who runs on which generation. What the sources tell are hints: entries may
 * be stale, and every client chooses its own name.
 */
#ifndef CLIENTS_H
#define CLIENTS_H

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#include "generation.h"

#define CLIENT_ADDRESS_SIZE 64
#define CLIENT_NAME_SIZE    129

struct server;

/* One PC on one root. All strings are printable ASCII without quotes and
 * backslashes. */
struct client {
	char address[CLIENT_ADDRESS_SIZE];
	char name[CLIENT_NAME_SIZE]; /* its own for itself, or empty */
	char version[8];	     /* "3", "4.2"; "4": minor unknown */
	char generation[GENERATION_ID_SIZE]; /* empty: golden, or not known */
	bool golden;			     /* it runs on the golden root */
	time_t since;			     /* 0: not known */
	const char *known; /* how: "MOUNT DUMP", "its id", "its opens", ... */
};

struct clients {
	size_t count;
	struct client *list; /* to be freed */
	bool asked;	     /* at least one source could be asked */
	bool complete;	     /* and one for each NFS version that is served */
};

/*
 * All that the sources there are tell. What could not be asked is warned of,
 * with what that means. Returns 0 or -errno (reported).
 */
int clients_list(const struct server *srv, const char *step,
		 struct clients *clients);
/* The same without the warnings. */
int clients_list_quietly(const struct server *srv, const char *step,
			 struct clients *clients);

/* Whether the client counts as one of that generation: it is one, or nobody
 * knows of which it is. id NULL: of the golden root. */
bool client_holds(const struct client *client, const char *id);

/* The options that tell which server to ask. */
#define CLIENTS_OPTIONS                                                        \
	{ "server", "ADDRESS", "This server, as its clients see it.",          \
	  conf_set_server },                                                   \
		{ "nfsd", NULL, "The kernel's NFS server (default).",          \
		  conf_set_nfsd },                                             \
		{ "ganesha", NULL, "nfs-ganesha.", conf_set_ganesha },         \
	{                                                                      \
		"standalone", NULL, "nfs-ganesha with a whole ganesha.conf.",  \
			conf_set_standalone                                    \
	}

#endif
