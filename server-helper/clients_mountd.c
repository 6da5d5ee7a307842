// SPDX-License-Identifier: GPL-2.0-or-later
/* NFS 3 clients, as mountd has written them down. */
#include <errno.h>
#include <string.h>

#include "clients_rpc.h"
#include "clients_source.h"
#include "path.h"

#define SOURCE "MOUNT DUMP"

/* path is dir, or below it: then what follows; else NULL. */
static const char *below(const char *path, const char *dir)
{
	size_t len = strlen(dir);

	if (strncmp(path, dir, len) || (path[len] && path[len] != '/'))
		return NULL;
	return path + len;
}

/* Which root the directory belongs to. False: to none that is there. */
static bool find_root(const struct clients_view *view, const char *dir,
		      struct client *client)
{
	size_t len = strlen(view->srv->prefix);
	const char *rest;

	if (len && below(dir, view->srv->prefix))
		dir += len;
	client->golden = below(dir, DEFAULT_ROOT_PATH);
	if (client->golden)
		return true;
	rest = below(dir, GENERATIONS_PATH);
	if (!rest || !*rest) /* a folder above them leads to all of them */
		return rest || !strcmp(dir, "/") ||
		       below(GENERATIONS_PATH, dir);
	rest++;
	len = strcspn(rest, "/");
	if (len >= sizeof(client->generation))
		return false;
	memcpy(client->generation, rest, len);
	client->generation[len] = '\0';
	return clients_view_has(view, client->generation);
}

static int see(void *ctx, const char *host, const char *dir)
{
	struct clients_view *view = ctx;
	struct client client = { .version = "3", .known = SOURCE };

	if (!find_root(view, dir, &client))
		return 0;
	client_copy_address(client.address, sizeof(client.address), host);
	return clients_add(view->clients, &client);
}

int clients_from_mountd(struct clients_view *view)
{
	const char *address = view->srv->conf.server;
	int err;

	/* It answers, and with an empty list whoever is there. */
	if (view->srv->conf.export != EXPORT_NFSD)
		return 0;
	if (!*address) {
		clients_warn(view, SOURCE,
			     "not asked, for server= is not in %s: NFS 3 "
			     "clients are not seen",
			     CONF_PATH);
		return 0;
	}
	err = clients_mount_dump(address, see, view);
	if (err == -ENOMEM)
		return err;
	view->told3 = !err;
	if (err)
		clients_warn(view, SOURCE,
			     "mountd at %s: %s: NFS 3 clients are not seen",
			     address, strerror(-err));
	return 0;
}
