// SPDX-License-Identifier: GPL-2.0-or-later
#include <btrfsutil.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <time.h>
#include <unistd.h>

#include "file.h"
#include "generation_clean.h"
#include "image.h"
#include "path.h"
#include "run.h"
#include "snapshot_copy.h"
#include "snapshot_make.h"
#include "tree.h"

static const char *const methods[] = {
	[SNAPSHOT_COPY] = "copy",
	[SNAPSHOT_REFLINK] = "reflink",
	[SNAPSHOT_BTRFS] = "btrfs",
};

static const char *const told[] = {
	[SNAPSHOT_COPY] = "a plain copy",
	[SNAPSHOT_REFLINK] = "reflink copies",
	[SNAPSHOT_BTRFS] = "a btrfs snapshot",
};

/* The first second from now on whose ID, and ganesha's number of it, is free. */
static int choose_id(const struct server *srv, const char *step, char *id)
{
	struct generations list;
	time_t when = time(NULL);
	bool is_free;
	size_t i;
	int err = generation_list(srv, step, &list);

	if (err)
		return err;
	do {
		generation_make_id(when, id);
		is_free = true;
		for (i = 0; i < list.count; i++)
			if (!strcmp(list.ids[i], id) ||
			    generation_export_id(list.ids[i]) ==
				    generation_export_id(id))
				is_free = false;
		when++;
	} while (!is_free);
	free(list.ids);
	return 0;
}

static unsigned long long megabytes(unsigned long long octets)
{
	return (octets + 500000) / 1000000;
}

/* Better now than after minutes; shared blocks take no room worth a look. */
static int check_room(const char *step, const char *dir,
		      const struct tree *source, enum snapshot_means means)
{
	unsigned long long left;
	struct statvfs fs;

	if (means != SNAPSHOT_COPY)
		return 0;
	if (statvfs(dir, &fs))
		return say_errno(step, dir, -errno);
	left = (unsigned long long)fs.f_bavail * fs.f_frsize;
	if (source->octets <= left)
		return 0;
	say_error(step, dir,
		  "a copy needs %llu MB, and %llu MB are free there; "
		  "rescue64-server prune makes room",
		  megabytes(source->octets), megabytes(left));
	return -ENOSPC;
}

/* The time as the file system has it: of a file without a name; where that
 * cannot be made, as the kernel gives it to its own file systems. */
static struct timespec stamp(const char *dir)
{
	struct timespec now;
	struct stat st;
	int fd = open(dir, O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600);

	clock_gettime(CLOCK_REALTIME_COARSE, &now);
	if (fd < 0)
		return now;
	if (!fstat(fd, &st))
		now = st.st_ctim;
	close(fd);
	return now;
}

/* A time that is later than that of any change up to now: its clock has gone
 * on (10 ms; a second, where that is how fine it keeps times). */
static struct timespec stamp_next(const char *dir)
{
	const struct timespec wait = { .tv_nsec = 2000000 };
	struct timespec first = stamp(dir), next = first;
	int tries = 600;

	while (tries-- && next.tv_sec == first.tv_sec &&
	       next.tv_nsec == first.tv_nsec) {
		nanosleep(&wait, NULL);
		next = stamp(dir);
	}
	return next;
}

/* Whether something wrote to what was copied file by file. */
static int find_changes(const char *step, const char *from,
			enum snapshot_means means, const struct tree *source,
			const struct timespec *since, bool *changed)
{
	bool whole = means != SNAPSHOT_BTRFS;
	size_t i, count = whole ? 1 : source->nested_count;
	unsigned long long files = 0;
	char first[PATH_MAX] = "", dir[PATH_MAX];
	struct tree tree;
	int err = 0;

	for (i = 0; i < count && !err; i++) {
		snprintf(dir, sizeof(dir), "%s%s", from,
			 whole ? "" : source->nested[i]);
		err = tree_walk(step, dir, since, &tree);
		if (tree.changed && !files)
			snprintf(first, sizeof(first), "%.3000s%.1000s",
				 whole ? "" : source->nested[i], tree.first);
		files += tree.changed;
		tree_free(&tree);
	}
	*changed = files;
	if (!err && files)
		say_warning(step, from,
			    "something wrote to it meanwhile: %llu files, "
			    "first %s; the generation may have them half; take "
			    "another one when that has ended",
			    files, *first ? first : "/");
	return err;
}

/* What a machine's own is goes; what is left is for reading, and on disk. */
static int finish_tree(const char *step, const char *dir,
		       enum snapshot_means means)
{
	const struct jail jail = { .root = dir, .bare = true };
	struct run run = { .step = step,
			   .call = image_clean,
			   .arg = (char *)(uintptr_t)step,
			   .jail = &jail };
	int err = run_job(&run), fd;

	if (err)
		return err;
	if (means == SNAPSHOT_BTRFS &&
	    btrfs_util_set_subvolume_read_only(dir, true) != BTRFS_UTIL_OK)
		return say_errno(step, dir, errno ? -errno : -EIO);
	fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0 || syncfs(fd))
		err = say_errno(step, dir, -errno);
	if (fd >= 0)
		close(fd);
	return err;
}

static unsigned long long space_used(const char *dir)
{
	struct statvfs fs;

	if (statvfs(dir, &fs))
		return 0;
	return (unsigned long long)(fs.f_blocks - fs.f_bfree) * fs.f_frsize;
}

static void report(const char *step, const char *id, const char *dir,
		   enum snapshot_means means, unsigned long long used)
{
	unsigned long long now = space_used(dir);
	struct tree tree;

	if (!tree_walk(step, dir, NULL, &tree))
		say_step(step,
			 "%s by %s: %llu files, %llu MB, %llu MB of them new "
			 "on disk",
			 id, told[means], tree.files, megabytes(tree.octets),
			 megabytes(now > used ? now - used : 0));
	tree_free(&tree);
}

/* The file first: where the generation is there, so is what is known of it. */
static int name_tree(const struct server *srv, const char *step,
		     const char *tmp, const char *path, const char *id,
		     const struct generation_info *info)
{
	int err = generation_info_write(srv, step, id, info);

	if (err)
		return err;
	err = file_rename(tmp, path);
	return err ? say_errno(step, path, err) : 0;
}

static int make(const struct server *srv, const char *step, const char *from,
		const struct generation_info *info, const char *id)
{
	struct path dir = path_of(srv, GENERATIONS_PATH);
	struct path tmp = path_of(srv, GENERATIONS_PATH "/.%s.tmp", id);
	struct path path = path_of(srv, GENERATIONS_PATH "/%s", id);
	enum snapshot_means means = snapshot_find_means(from, dir.s);
	unsigned long long used = space_used(dir.s);
	struct generation_info known = *info;
	struct timespec since;
	struct tree source;
	int err;

	if (!*known.method)
		strcpy(known.method, methods[means]);
	say_step(step, "%s, by %s", from, told[means]);
	err = tree_walk(step, from, NULL, &source);
	if (!err)
		err = check_room(step, dir.s, &source, means);
	since = stamp_next(from);
	if (!err)
		err = snapshot_copy(step, from, tmp.s, means, &source);
	if (!err)
		err = find_changes(step, from, means, &source, &since,
				   &known.changed);
	tree_free(&source);
	if (!err)
		err = finish_tree(step, tmp.s, means);
	if (!err)
		err = name_tree(srv, step, tmp.s, path.s, id, &known);
	if (!err)
		report(step, id, path.s, means, used);
	return err;
}

int snapshot_make(const struct server *srv, const char *step, const char *from,
		  const struct generation_info *info, char *id)
{
	struct path dir = path_of(srv, GENERATIONS_PATH);
	int err = file_mkdirs(dir.s);

	if (err)
		return say_errno(step, dir.s, err);
	err = generation_clean(srv, step);
	if (!err)
		err = choose_id(srv, step, id);
	if (err)
		return err;
	err = make(srv, step, from, info, id);
	if (err)
		generation_clean(srv, step);
	return err;
}
