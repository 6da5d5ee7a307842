// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <stdint.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "file.h"
#include "generation_clean.h"
#include "image.h"
#include "path.h"
#include "run.h"
#include "snapshot_make.h"

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

/*
 * cp keeps hard links, holes, owners, modes, times, ACLs, extended attributes
 * (and with them file capabilities) and devices, and shares blocks where the
 * file system can.
 */
static int copy(const char *step, const char *from, const char *to)
{
	const char *argv[] = { "cp",
			       "--archive",
			       "--sparse=auto",
			       "--reflink=auto",
			       "--one-file-system",
			       "--no-target-directory",
			       "--",
			       from,
			       to,
			       NULL };
	const struct jail jail = { .root = to, .bare = true };
	struct run run = { .step = step, .argv = argv };
	int err = run_job(&run);

	if (err)
		return err;
	run = (struct run){ .step = step,
			    .call = image_clean,
			    .arg = (char *)(uintptr_t)step,
			    .jail = &jail };
	return run_job(&run);
}

static int sync_tree(const char *step, const char *dir)
{
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int err = 0;

	if (fd < 0 || syncfs(fd))
		err = say_errno(step, dir, -errno);
	if (fd >= 0)
		close(fd);
	return err;
}

/* The file first: where the generation is there, so is what is known of it. */
static int name_tree(const struct server *srv, const char *step,
		     const char *tmp, const char *id,
		     const struct generation_info *info)
{
	struct path path = path_of(srv, GENERATIONS_PATH "/%s", id);
	int err = generation_info_write(srv, step, id, info);

	if (err)
		return err;
	err = file_rename(tmp, path.s);
	return err ? say_errno(step, path.s, err) : 0;
}

int snapshot_make(const struct server *srv, const char *step, const char *from,
		  const struct generation_info *info, char *id)
{
	struct path generations = path_of(srv, GENERATIONS_PATH), tmp;
	int err = file_mkdirs(generations.s);

	if (err)
		return say_errno(step, generations.s, err);
	err = generation_clean(srv, step);
	if (!err)
		err = choose_id(srv, step, id);
	if (err)
		return err;
	tmp = path_of(srv, GENERATIONS_PATH "/.%s.tmp", id);
	say_step(step, "copying %s", from);
	err = copy(step, from, tmp.s);
	if (!err)
		err = sync_tree(step, tmp.s);
	if (!err)
		err = name_tree(srv, step, tmp.s, id, info);
	if (err)
		generation_clean(srv, step);
	return err;
}
