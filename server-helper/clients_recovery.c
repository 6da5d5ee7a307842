// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Where nfs-ganesha keeps the names of its NFS 4 clients for its next start
 * (RFC 8881 8.4.2.1): a folder each, from the confirmation of its client ID to
 * the end of its lease. RecoveryBackend fs, src/SAL/recovery/recovery_fs.c.
 */
#include "clients_recovery.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "clients_source.h"
#include "path.h"

#define SOURCE	     "nfs-ganesha"
#define RECOVERY_DIR "/var/lib/nfs/ganesha"
#define DEPTH_MAX    9 /* of parts of NAME_MAX octets */

static int add(struct clients_view *view, const char *tag, time_t since)
{
	struct client client;

	if (!recovery_tag_read(tag, &client))
		strcpy(client.address, "unknown");
	client.since = since;
	if (!client.golden && !clients_view_has(view, client.generation)) {
		client.generation[0] = '\0';
		client.known = SOURCE;
	}
	return clients_add(view->clients, &client);
}

/* A name longer than NAME_MAX goes on in a folder below; tag is what stands
 * above. Returns how many were below, or -errno. */
static int read_folder(struct clients_view *view, const char *folder,
		       const char *tag, unsigned depth)
{
	char below[PATH_MAX], more[TAG_MAX];
	struct dirent *entry;
	int count = 0, ret;
	struct stat st;
	DIR *dir = opendir(folder);

	if (!dir)
		return errno == ENOENT ? 0 : -errno;
	while ((entry = readdir(dir)) && count >= 0) {
		if (!strcmp(entry->d_name, ".") ||
		    !strcmp(entry->d_name, "..") || entry->d_name[0] == '\1' ||
		    depth == DEPTH_MAX ||
		    (size_t)snprintf(more, sizeof(more), "%s%s", tag,
				     entry->d_name) >= sizeof(more) ||
		    (size_t)snprintf(below, sizeof(below), "%s/%s", folder,
				     entry->d_name) >= sizeof(below) ||
		    lstat(below, &st) || !S_ISDIR(st.st_mode))
			continue;
		ret = read_folder(view, below, more, depth + 1);
		if (!ret)
			ret = add(view, more, st.st_mtime);
		count = ret < 0 ? ret : count + 1;
	}
	closedir(dir);
	return count;
}

/*
 * v4old are those that have not come back yet after a restart. Only of a
 * server whose configuration is ours it is known that the folder is in use;
 * Clustered, which is its default, puts one in between.
 */
int clients_from_recovery(struct clients_view *view)
{
	static const char *const folders[] = { "v4recov/node0", "v4old/node0" };
	struct path path;
	struct stat st;
	size_t i;
	int ret = 0;

	path = path_of(view->srv, RECOVERY_DIR "/%s", folders[0]);
	if (stat(path.s, &st))
		return 0;
	for (i = 0; i < 2 && ret >= 0; i++) {
		path = path_of(view->srv, RECOVERY_DIR "/%s", folders[i]);
		ret = read_folder(view, path.s, "", 0);
	}
	if (ret == -ENOMEM)
		return ret;
	if (ret < 0)
		clients_warn(view, path.s, "%s", strerror(-ret));
	else
		view->told4 = view->srv->conf.export == EXPORT_STANDALONE;
	return 0;
}
