// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clients_rpc.h"
#include "clients_source.h"
#include "path.h"

#define CLIENTS_MAX 65536 /* of what is told: some of it by the network */

bool client_holds(const struct client *client, const char *id)
{
	if (!client->golden && !*client->generation)
		return true;
	return id ? !strcmp(client->generation, id) : client->golden;
}

/* "3" and "4.2" are "3,4.2"; what has no room is left out. */
static void join_version(struct client *to, const struct client *from)
{
	size_t len = strlen(to->version);

	if (!strstr(to->version, from->version) &&
	    len + strlen(from->version) + 2 <= sizeof(to->version))
		sprintf(to->version + len, ",%s", from->version);
}

int clients_add(struct clients *clients, const struct client *client)
{
	struct client *at = clients->list;
	size_t i;

	for (i = 0; i < clients->count; i++, at++) {
		if (strcmp(at->address, client->address) ||
		    strcmp(at->generation, client->generation) ||
		    at->golden != client->golden)
			continue;
		join_version(at, client);
		if (client->since && (!at->since || client->since < at->since))
			at->since = client->since;
		if (!*at->name)
			strcpy(at->name, client->name);
		return 0;
	}
	if (i == CLIENTS_MAX)
		return -ENOMEM;
	at = reallocarray(clients->list, i + 1, sizeof(*at));
	if (!at)
		return -ENOMEM;
	clients->list = at;
	at[clients->count++] = *client;
	return 0;
}

bool clients_view_has(const struct clients_view *view, const char *id)
{
	size_t i;

	for (i = 0; i < view->generations.count; i++)
		if (!strcmp(view->generations.ids[i], id))
			return true;
	return false;
}

void clients_warn(const struct clients_view *view, const char *source,
		  const char *fmt, ...)
{
	char text[512];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	if (!view->quiet)
		say_warning(view->step, source, "%s", text);
}

/* A version that the server does not serve has no clients. */
static bool ask_version(const struct clients_view *view, unsigned version)
{
	const char *address = view->srv->conf.server;

	return *address && clients_nfs_lacks(address, version);
}

static void judge(struct clients_view *view)
{
	struct clients *clients = view->clients;

	clients->asked = view->told3 || view->told4;
	if (!view->told3)
		view->told3 = ask_version(view, 3);
	if (!view->told4)
		view->told4 = ask_version(view, 4);
	clients->complete = view->told3 && view->told4;
	if (clients->complete)
		return;
	clients_warn(view, "clients",
		     "nothing tells who is there over NFS %s: a PC may be "
		     "missing here",
		     view->told4   ? "3"
		     : view->told3 ? "4"
				   : "3 and 4");
}

static int by_address(const void *a, const void *b)
{
	return strverscmp(((const struct client *)a)->address,
			  ((const struct client *)b)->address);
}

static int find(const struct server *srv, const char *step, bool quiet,
		struct clients *clients)
{
	struct clients_view view = {
		.srv = srv, .step = step, .clients = clients, .quiet = quiet
	};
	int err;

	*clients = (struct clients){ 0 };
	err = generation_list(srv, step, &view.generations);
	if (err)
		return err;
	err = clients_from_mountd(&view);
	if (!err && srv->conf.export == EXPORT_NFSD)
		err = clients_from_nfsd(&view);
	if (!err && srv->conf.export != EXPORT_NFSD)
		err = clients_from_recovery(&view);
	if (!err && srv->conf.export != EXPORT_NFSD)
		err = clients_from_ganesha(&view);
	free(view.generations.ids);
	if (err) {
		free(clients->list);
		*clients = (struct clients){ 0 };
		return say_errno(step, "clients", err);
	}
	if (clients->count)
		qsort(clients->list, clients->count, sizeof(*clients->list),
		      by_address);
	judge(&view);
	return 0;
}

int clients_list(const struct server *srv, const char *step,
		 struct clients *clients)
{
	return find(srv, step, false, clients);
}

int clients_list_quietly(const struct server *srv, const char *step,
			 struct clients *clients)
{
	return find(srv, step, true, clients);
}
