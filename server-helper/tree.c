// SPDX-License-Identifier: GPL-2.0-or-later
#include <btrfsutil.h>
#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "say.h"
#include "tree.h"

/* Bind mounts have the device of what they show. */
static bool is_mount(const char *path)
{
	struct statx stx;

	return !statx(AT_FDCWD, path, AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT, 0,
		      &stx) &&
	       (stx.stx_attributes & STATX_ATTR_MOUNT_ROOT);
}

static const char *below(const char *root, const FTSENT *entry)
{
	return entry->fts_path + strlen(root);
}

static int add_nested(struct tree *tree, const char *path)
{
	void *more = realloc(tree->nested,
			     (tree->nested_count + 1) * sizeof(*tree->nested));

	if (!more)
		return -ENOMEM;
	tree->nested = more;
	tree->nested[tree->nested_count] = strdup(path);
	return tree->nested[tree->nested_count++] ? 0 : -ENOMEM;
}

/* A folder that the walk comes to: shall it go in? */
static int enter(FTS *fts, FTSENT *entry, const char *root, struct tree *tree)
{
	if (entry->fts_level == FTS_ROOTLEVEL)
		return 0;
	if (is_mount(entry->fts_path))
		return fts_set(fts, entry, FTS_SKIP) ? -errno : 0;
	if (entry->fts_statp->st_dev == entry->fts_parent->fts_dev)
		return 0;
	if (btrfs_util_is_subvolume(entry->fts_path) != BTRFS_UTIL_OK)
		return fts_set(fts, entry, FTS_SKIP) ? -errno : 0;
	return add_nested(tree, below(root, entry));
}

static bool is_since(const struct timespec *when, const struct timespec *since)
{
	return when->tv_sec > since->tv_sec ||
	       (when->tv_sec == since->tv_sec &&
		when->tv_nsec >= since->tv_nsec);
}

static int count(const FTSENT *entry, const char *root,
		 const struct timespec *since, struct tree *tree)
{
	const struct stat *st = entry->fts_statp;

	tree->files++;
	/* Each name of a file counts for its part of it. */
	tree->octets +=
		(unsigned long long)st->st_blocks * 512 /
		(S_ISDIR(st->st_mode) || !st->st_nlink ? 1 : st->st_nlink);
	if (!since || !is_since(&st->st_ctim, since))
		return 0;
	if (!tree->changed++)
		tree->first = strdup(below(root, entry));
	return tree->first ? 0 : -ENOMEM;
}

/* One step of the walk: 0 or -errno. */
static int visit(FTS *fts, FTSENT *entry, const char *root,
		 const struct timespec *since, struct tree *tree)
{
	int err;

	switch (entry->fts_info) {
	case FTS_DP:
		return 0;
	case FTS_DNR:
	case FTS_ERR:
	case FTS_NS:
		/* Gone meanwhile; the root itself must be there. */
		if (entry->fts_errno == ENOENT &&
		    entry->fts_level != FTS_ROOTLEVEL)
			return 0;
		return -entry->fts_errno;
	case FTS_D:
		err = enter(fts, entry, root, tree);
		if (err)
			return err;
		/* fall through */
	default:
		return count(entry, root, since, tree);
	}
}

int tree_walk(const char *step, const char *root, const struct timespec *since,
	      struct tree *tree)
{
	char *const roots[] = { (char *)root, NULL };
	FTSENT *entry;
	int err = 0;
	FTS *fts;

	*tree = (struct tree){ 0 };
	fts = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
	if (!fts)
		return say_errno(step, root, -errno);
	while (!err && (errno = 0, entry = fts_read(fts))) {
		err = visit(fts, entry, root, since, tree);
		if (err)
			say_errno(step, entry->fts_path, err);
	}
	if (!err && errno)
		err = say_errno(step, root, -errno);
	fts_close(fts);
	return err;
}

void tree_free(struct tree *tree)
{
	size_t i;

	for (i = 0; i < tree->nested_count; i++)
		free(tree->nested[i]);
	free(tree->nested);
	free(tree->first);
	*tree = (struct tree){ 0 };
}
