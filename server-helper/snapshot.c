// SPDX-License-Identifier: GPL-2.0-or-later
/* snapshot: the golden root as it is now becomes a generation. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "file.h"
#include "generation.h"
#include "image.h"
#include "path.h"
#include "run.h"

#define STEP	 "snapshot"
#define TMP_NAME ".%s.tmp"

static int remove_tree(const char *dir)
{
	const char *argv[] = {
		"rm", "-rf", "--one-file-system", "--", dir, NULL
	};

	return run_job(&(struct run){ .step = STEP, .argv = argv });
}

/* What a killed snapshot left. */
static int remove_rests(const struct server *srv)
{
	struct path path = path_of(srv, GENERATIONS_PATH);
	DIR *dir = opendir(path.s);
	struct dirent *entry;
	int err = 0;

	if (!dir)
		return say_errno(STEP, path.s, -errno);
	while (!err && (entry = readdir(dir))) {
		char id[GENERATION_ID_SIZE] = "", rest[8] = "";

		if (sscanf(entry->d_name, ".%16[0-9TZ]%7s", id, rest) != 2 ||
		    strcmp(rest, ".tmp") || !generation_is_id(id, NULL))
			continue;
		path = path_of(srv, GENERATIONS_PATH "/%s", entry->d_name);
		say_step(STEP,
			 "%s: left by an interrupted snapshot; removing it",
			 path.s);
		err = remove_tree(path.s);
	}
	closedir(dir);
	return err;
}

/* The first second from now on whose ID, and ganesha's number of it, is free. */
static int choose_id(const struct server *srv, char *id)
{
	struct generations list;
	time_t when = time(NULL);
	bool is_free;
	size_t i;
	int err = generation_list(srv, STEP, &list);

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
static int copy(const char *from, const char *to)
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
	struct run run = { .step = STEP, .argv = argv };
	int err = run_job(&run);

	if (err)
		return err;
	run = (struct run){ .step = STEP,
			    .call = image_clean,
			    .arg = (char[]){ STEP },
			    .jail = &jail };
	return run_job(&run);
}

static int sync_tree(const char *dir)
{
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int err = 0;

	if (fd < 0 || syncfs(fd))
		err = say_errno(STEP, dir, -errno);
	if (fd >= 0)
		close(fd);
	return err;
}

static int make(const struct server *srv, const char *id)
{
	struct path golden = path_of(srv, DEFAULT_ROOT_PATH);
	struct path tmp = path_of(srv, GENERATIONS_PATH "/" TMP_NAME, id);
	struct path path = path_of(srv, GENERATIONS_PATH "/%s", id);
	int err;

	say_step(STEP, "copying %s", golden.s);
	err = copy(golden.s, tmp.s);
	if (!err)
		err = sync_tree(tmp.s);
	if (!err) {
		err = file_rename(tmp.s, path.s);
		if (err)
			say_errno(STEP, path.s, err);
	}
	if (err)
		remove_tree(tmp.s);
	else
		say_step(STEP, "%s; next: rescue64-server publish", path.s);
	return err;
}

static int run_snapshot(struct server *srv, int argc, char **argv)
{
	struct path golden = path_of(srv, DEFAULT_ROOT_PATH);
	struct path generations = path_of(srv, GENERATIONS_PATH);
	char id[GENERATION_ID_SIZE];
	int err = image_is_finished(golden.s, STEP);

	(void)argc;
	(void)argv;
	if (err)
		return err;
	err = file_mkdirs(generations.s);
	if (err)
		return say_errno(STEP, generations.s, err);
	err = remove_rests(srv);
	if (!err)
		err = choose_id(srv, id);
	if (!err)
		err = make(srv, id);
	if (!err)
		puts(id);
	return err;
}

static const struct opt options[] = { { 0 } };

const struct subcommand snapshot_command = {
	.name = "snapshot",
	.operands = "",
	.summary = "make a generation of the golden root",
	.help = "Copies the golden root to /srv/pxe/generations/rescue64/ID "
		"and prints the ID.\n"
		"Logs, apt's caches, leases, temporary files and ssh host keys "
		"are left out;\n"
		"/etc/machine-id becomes empty. The copy gets its name when it "
		"is complete.\n",
	.options = options,
	.lock = true,
	.run = run_snapshot,
};
