// SPDX-License-Identifier: GPL-2.0-or-later
#include <btrfsutil.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "generation.h"
#include "image.h"
#include "path.h"
#include "run.h"
#include "snapshot_copy.h"
#include "snapshot_cp.h"
#include "tree.h"

/* Whether a file here can have the blocks of one there: tried. */
static bool can_share(const char *from, const char *dir)
{
	int source = image_open(from, GENERATION_MARK);
	int copy = open(dir, O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600);
	bool shared = source >= 0 && copy >= 0 && !ioctl(copy, FICLONE, source);

	if (source >= 0)
		close(source);
	if (copy >= 0)
		close(copy);
	return shared;
}

enum snapshot_means snapshot_find_means(const char *from, const char *dir)
{
	if (!can_share(from, dir))
		return SNAPSHOT_COPY;
	return btrfs_util_is_subvolume(from) == BTRFS_UTIL_OK
		       ? SNAPSHOT_BTRFS
		       : SNAPSHOT_REFLINK;
}

static int take_snapshot(const char *step, const char *from, const char *to)
{
	enum btrfs_util_error failed =
		btrfs_util_create_snapshot(from, to, 0, NULL, NULL);
	int err = -errno;

	if (failed == BTRFS_UTIL_OK)
		return 0;
	say_error(step, to, "%s: %s", btrfs_util_strerror(failed),
		  strerror(-err));
	return err ? err : -EIO;
}

static int copy_tree(const char *step, const char *from, const char *source,
		     const char *to, const struct tree *tree)
{
	struct snapshot_cp job = {
		.step = step, .from = source, .to = to, .files = tree->files
	};
	const struct jail jail = { .alone = from };
	struct run run = {
		.step = step, .call = snapshot_cp, .arg = &job, .jail = &jail
	};

	return run_job(&run);
}

/* The folder that a path below to lies in; what came from the tree is followed
 * through no link. Returns a descriptor or -errno. */
static int open_parent(const char *to, const char *path)
{
	struct open_how how = { .flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC,
				.resolve = RESOLVE_NO_SYMLINKS };
	const char *slash = strrchr(path, '/');
	char *name;
	int fd;

	if (asprintf(&name, "%s%.*s", to, (int)(slash - path), path) < 0)
		return -ENOMEM;
	fd = (int)syscall(SYS_openat2, AT_FDCWD, name, &how, sizeof(how));
	if (fd < 0)
		fd = -errno;
	free(name);
	return fd;
}

/*
 * In a snapshot, what was a subvolume is an empty folder that takes no files:
 * it makes room for a plain one. The folder that it lies in keeps its times.
 */
static int copy_nested(const char *step, const char *from, const char *to,
		       const char *path, const struct tree *tree)
{
	char source[PATH_MAX], copy[PATH_MAX];
	int parent = open_parent(to, path);
	struct stat st;
	int err = 0;

	snprintf(copy, sizeof(copy), "%s%s", to, path);
	if (parent < 0)
		return say_errno(step, copy, parent);
	if (snprintf(source, sizeof(source), "%s%s", from, path) >=
	    (int)sizeof(source))
		err = -ENAMETOOLONG;
	if (!err && (fstat(parent, &st) ||
		     (unlinkat(parent, strrchr(path, '/') + 1, AT_REMOVEDIR) &&
		      errno != ENOENT)))
		err = -errno;
	if (err)
		say_errno(step, copy, err);
	else
		err = copy_tree(step, from, source, copy, tree);
	if (!err &&
	    futimens(parent, (struct timespec[]){ st.st_atim, st.st_mtim }))
		err = say_errno(step, copy, -errno);
	close(parent);
	return err;
}

int snapshot_copy(const char *step, const char *from, const char *to,
		  enum snapshot_means means, const struct tree *tree)
{
	size_t i;
	int err = means == SNAPSHOT_BTRFS
			  ? take_snapshot(step, from, to)
			  : copy_tree(step, from, from, to, tree);

	for (i = 0; i < tree->nested_count && !err; i++)
		err = copy_nested(step, from, to, tree->nested[i], tree);
	return err;
}
