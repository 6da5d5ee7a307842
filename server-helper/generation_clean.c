// SPDX-License-Identifier: GPL-2.0-or-later
#include <btrfsutil.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "generation.h"
#include "generation_clean.h"
#include "path.h"
#include "run.h"

int generation_remove_tree(const char *step, const char *dir)
{
	const char *argv[] = {
		"rm", "-rf", "--one-file-system", "--", dir, NULL
	};
	enum btrfs_util_error failed;

	if (btrfs_util_is_subvolume(dir) != BTRFS_UTIL_OK)
		return run_job(&(struct run){ .step = step, .argv = argv });
	failed = btrfs_util_delete_subvolume(
		dir, BTRFS_UTIL_DELETE_SUBVOLUME_RECURSIVE);
	if (failed == BTRFS_UTIL_OK)
		return 0;
	say_error(step, dir, "%s (%s)", btrfs_util_strerror(failed),
		  strerror(errno));
	return -EIO;
}

/* Which of our forms a name has, and its ID; the last is file_write's own
 * temporary file. */
static const char *parse_name(const char *name, char *id)
{
	static const char *const forms[][2] = { { ".", ".tmp" },
						{ ".", ".removed" },
						{ ".", ".info" },
						{ "..", ".info.tmp" } };
	size_t i;

	for (i = 0; i < sizeof(forms) / sizeof(*forms); i++) {
		size_t dots = strlen(forms[i][0]);

		if (strncmp(name, forms[i][0], dots) ||
		    strlen(name) !=
			    dots + GENERATION_ID_SIZE - 1 + strlen(forms[i][1]))
			continue;
		memcpy(id, name + dots, GENERATION_ID_SIZE - 1);
		id[GENERATION_ID_SIZE - 1] = '\0';
		if (generation_is_id(id, NULL) &&
		    !strcmp(name + dots + GENERATION_ID_SIZE - 1, forms[i][1]))
			return forms[i][1];
	}
	return NULL;
}

/* The temporary name of a file, and a file without its generation. */
static int clean_file(int dir, const char *step, const struct path *path,
		      const char *name, const char *tail, const char *id)
{
	struct stat st;

	if (!strcmp(tail, ".info")) {
		if (!fstatat(dir, id, &st, AT_SYMLINK_NOFOLLOW))
			return 0;
		if (errno != ENOENT)
			return say_errno(step, path->s, -errno);
	}
	say_step(step, "%s: left by an interrupted run; removing it", path->s);
	return unlinkat(dir, name, 0) ? say_errno(step, path->s, -errno) : 0;
}

static int clean_one(const struct server *srv, const char *step, int dir,
		     const char *name)
{
	char id[GENERATION_ID_SIZE];
	const char *tail = parse_name(name, id);
	struct path path;

	if (!tail)
		return 0;
	path = path_of(srv, GENERATIONS_PATH "/%.40s", name);
	if (!strncmp(tail, ".info", 5))
		return clean_file(dir, step, &path, name, tail, id);
	say_step(step, "%s: left by an interrupted run; removing it", path.s);
	return generation_remove_tree(step, path.s);
}

int generation_clean(const struct server *srv, const char *step)
{
	struct path path = path_of(srv, GENERATIONS_PATH);
	DIR *dir = opendir(path.s);
	struct dirent *entry;
	int err = 0;

	if (!dir)
		return errno == ENOENT ? 0 : say_errno(step, path.s, -errno);
	while (!err && (errno = 0, entry = readdir(dir)))
		err = clean_one(srv, step, dirfd(dir), entry->d_name);
	if (!err && errno)
		err = say_errno(step, path.s, -errno);
	closedir(dir);
	return err;
}
