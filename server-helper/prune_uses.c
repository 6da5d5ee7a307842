// SPDX-License-Identifier: GPL-2.0-or-later
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "generation_info.h"
#include "path.h"
#include "prune.h"

static int add_overlay(const struct server *srv, const char *step,
		       struct prune_uses *uses, const char *file)
{
	struct prune_overlay *overlay = reallocarray(
		uses->overlays, uses->overlay_count + 1, sizeof(*overlay));

	if (!overlay)
		return say_errno(step, file, -ENOMEM);
	uses->overlays = overlay;
	overlay += uses->overlay_count;
	*overlay = (struct prune_overlay){ 0 };
	snprintf(overlay->name, sizeof(overlay->name), "%.*s",
		 (int)(strlen(file) - strlen(OVERLAY_SUFFIX)), file);
	if (!machine_kind(overlay->name))
		return 0;
	uses->overlay_count++;
	overlay->known =
		!overlay_generation(srv, step, overlay->name, overlay->id);
	return 0;
}

static int find_overlays(const struct server *srv, const char *step,
			 struct prune_uses *uses)
{
	struct path path = path_of(srv, OVERLAYS_PATH);
	DIR *dir = opendir(path.s);
	size_t suffix = strlen(OVERLAY_SUFFIX), len;
	struct dirent *entry;
	int err = 0;

	if (!dir)
		return errno == ENOENT ? 0 : say_errno(step, path.s, -errno);
	while (!err && (errno = 0, entry = readdir(dir))) {
		len = strlen(entry->d_name);
		if (len > suffix && len - suffix < MACHINE_NAME_SIZE &&
		    !strcmp(entry->d_name + len - suffix, OVERLAY_SUFFIX))
			err = add_overlay(srv, step, uses, entry->d_name);
	}
	if (!err && errno)
		err = say_errno(step, path.s, -errno);
	closedir(dir);
	return err;
}

int prune_uses_find(const struct server *srv, const char *step,
		    struct prune_uses *uses)
{
	int err;

	*uses = (struct prune_uses){ 0 };
	err = generation_published(srv, step, uses->published);
	if (!err)
		err = menu_named(srv, step, &uses->menus);
	if (!err)
		err = find_overlays(srv, step, uses);
	if (!err)
		err = clients_list(srv, step, &uses->clients);
	return err;
}

void prune_uses_free(struct prune_uses *uses)
{
	free(uses->menus.uses);
	free(uses->overlays);
	free(uses->clients.list);
}

bool prune_must_stay(const struct server *srv, const char *step,
		     const struct prune_uses *uses, const char *id,
		     char *reason, size_t size)
{
	struct generation_info info;
	size_t i;

	if (!strcmp(id, uses->published)) {
		snprintf(reason, size, "published");
		return true;
	}
	for (i = 0; i < uses->menus.count; i++)
		if (!strcmp(id, uses->menus.uses[i].id)) {
			snprintf(reason, size, "the menu pxelinux.cfg/%s",
				 uses->menus.uses[i].name);
			return true;
		}
	if (generation_info_read(srv, step, id, &info) || info.pinned) {
		snprintf(reason, size, "pinned");
		return true;
	}
	for (i = 0; i < uses->overlay_count; i++)
		if (uses->overlays[i].known &&
		    !strcmp(id, uses->overlays[i].id)) {
			snprintf(reason, size, "the overlay of %s",
				 uses->overlays[i].name);
			return true;
		}
	return false;
}

size_t prune_name_holders(const char *step, const struct prune_uses *uses,
			  const char *id)
{
	size_t i, count = 0;

	for (i = 0; i < uses->clients.count; i++) {
		const struct client *client = &uses->clients.list[i];

		if (!client_holds(client, id))
			continue;
		count++;
		if (*client->generation)
			say_warning(step, id, "%s runs on it (NFS %s, by %s)",
				    client->address, client->version,
				    client->known);
		else
			say_warning(step, id,
				    "%s may run on it (NFS %s, by %s, which "
				    "does not tell)",
				    client->address, client->version,
				    client->known);
	}
	for (i = 0; i < uses->overlay_count; i++)
		if (!uses->overlays[i].known) {
			count++;
			say_warning(step, id,
				    "the overlay of %s may be its, nothing "
				    "tells",
				    uses->overlays[i].name);
		}
	return count;
}
