// SPDX-License-Identifier: GPL-2.0-or-later
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "file.h"
#include "generation_clean.h"
#include "path.h"
#include "prune.h"

#define KERNELS_PATH TFTP_PATH "/" KERNEL_DIR

static int remove_folder(const char *step, const struct path *path)
{
	struct stat st;

	return lstat(path->s, &st) ? 0 : generation_remove_tree(step, path->s);
}

int prune_remove(const struct server *srv, const char *step, const char *id)
{
	struct path tree = path_of(srv, GENERATIONS_PATH "/%s", id);
	struct path removed = path_of(srv, GENERATIONS_PATH "/.%s.removed", id);
	struct path info = path_of(srv, GENERATIONS_PATH "/.%s.info", id);
	struct path kernel = path_of(srv, KERNELS_PATH "/%s", id);
	int err = menu_without(srv, step, id);

	if (!err)
		err = prune_export(srv, step, id);
	if (err)
		return err;
	/* From here on it is no generation, and generation_clean finishes. */
	err = file_rename(tree.s, removed.s);
	if (err)
		return say_errno(step, tree.s, err);
	err = remove_folder(step, &kernel);
	if (!err)
		err = generation_remove_tree(step, removed.s);
	if (!err && unlink(info.s) && errno != ENOENT)
		err = say_errno(step, info.s, -errno);
	return err;
}

int prune_clean_kernels(const struct server *srv, const char *step)
{
	struct path path = path_of(srv, KERNELS_PATH);
	DIR *dir = opendir(path.s);
	struct dirent *entry;
	struct stat st;
	int err = 0;

	if (!dir)
		return errno == ENOENT ? 0 : say_errno(step, path.s, -errno);
	while (!err && (entry = readdir(dir))) {
		if (!generation_is_id(entry->d_name, NULL))
			continue;
		path = path_of(srv, GENERATIONS_PATH "/%s", entry->d_name);
		if (!lstat(path.s, &st) || errno != ENOENT)
			continue;
		path = path_of(srv, KERNELS_PATH "/%s", entry->d_name);
		say_step(step, "%s: of no generation; removing it", path.s);
		err = generation_remove_tree(step, path.s);
	}
	closedir(dir);
	return err;
}
