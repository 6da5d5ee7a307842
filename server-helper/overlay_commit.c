// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * overlay commit: what a machine has made of its root becomes a generation.
 *
 * The image is what any host of the network may have written, and may write
 * to at any time, lock or not. So it is copied first (blocks are shared where
 * the file system can) to a file that has no name; that is checked, and mounted.
 */
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "check.h"
#include "overlay.h"
#include "overlay_mount.h"
#include "overlay_own.h"
#include "path.h"
#include "run.h"
#include "secrets.h"
#include "snapshot_make.h"

#define STEP "overlay commit"

static char machine[MACHINE_NAME_SIZE];
static const char *note;

/* Whether there is something to be had from it, and of which generation. */
static int judge_state(const char *path, int fd)
{
	const char *state = overlay_state(fd);

	if (!strcmp(state, "clean"))
		return 0;
	if (!strcmp(state, "new"))
		say_error(STEP, path, "new: no PC has kept anything there");
	else if (!strcmp(state, "dirty"))
		say_error(STEP, path,
			  "was not unmounted: its PC was cut off, and what it "
			  "last wrote may be half there, or its root has "
			  "sysvinit; boot that PC once more and shut it down, "
			  "or, as long as it is off, run e2fsck -p %s",
			  path);
	else if (!strcmp(state, "errors"))
		say_error(STEP, path,
			  "has errors; while that PC is off, run e2fsck -f %s",
			  path);
	else
		say_error(STEP, path, "no ext4 is in it");
	return -EINVAL;
}

static int judge_base(const struct server *srv, const char *path, int fd,
		      char *base)
{
	struct path generation;
	struct stat st;
	int err = overlay_generation_of(fd, base);

	if (err) {
		say_error(STEP, path, "its file system cannot be read");
		return err;
	}
	if (!*base)
		say_error(STEP, path,
			  "does not tell which generation it was made over");
	else if (!strcmp(base, OVERLAY_GOLDEN))
		say_error(STEP, path,
			  "was made over the golden root, which is not as it "
			  "was then; boot that PC from the menu, with an "
			  "image that overlay reset has made");
	if (!*base || !strcmp(base, OVERLAY_GOLDEN))
		return -EINVAL;
	generation = path_of(srv, GENERATIONS_PATH "/%s", base);
	if (!lstat(generation.s, &st) && S_ISDIR(st.st_mode))
		return 0;
	say_error(STEP, path,
		  "was made over the generation %s, which is gone; without it "
		  "it means nothing",
		  base);
	return -ENOENT;
}

static int judge_image(const struct server *srv, const char *path, int fd,
		       char *base)
{
	int err = judge_state(path, fd);

	return err ? err : judge_base(srv, path, fd, base);
}

static int judge_room(const char *dir, unsigned long long octets)
{
	struct statvfs fs;
	unsigned long long left;

	if (statvfs(dir, &fs))
		return say_errno(STEP, dir, -errno);
	left = (unsigned long long)fs.f_bavail * fs.f_frsize;
	if (octets <= left)
		return 0;
	say_error(STEP, dir, "needs %llu MB there, and %llu MB are free",
		  (octets >> 20) + 1, left >> 20);
	return -ENOSPC;
}

/* The copy without a name: a descriptor, or -errno (reported). */
static int copy_image(const struct server *srv, const char *path, int fd)
{
	struct path tmp = overlay_temporary(srv, machine);
	struct path folder = path_of(srv, OVERLAYS_PATH);
	const char *const argv[] = {
		"cp", "--sparse=always", "--reflink=auto", "--", path, tmp.s,
		NULL
	};
	struct stat st;
	int err = fstat(fd, &st) ? say_errno(STEP, path, -errno) : 0;
	int copy = -1;

	if (!err)
		err = judge_room(folder.s,
				 (unsigned long long)st.st_blocks * 512);
	if (err)
		return err;
	err = run_job(&(struct run){ .step = STEP, .argv = argv });
	if (!err) {
		copy = open(tmp.s, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
		if (copy < 0)
			err = say_errno(STEP, tmp.s, -errno);
	}
	if (unlink(tmp.s) && errno != ENOENT && !err)
		err = say_errno(STEP, tmp.s, -errno);
	if (err && copy >= 0)
		close(copy);
	return err ? err : copy;
}

/* The lock is held for as long as that is copied: its PC may boot meanwhile. */
static int take_image(const struct server *srv, char *base)
{
	struct path path = overlay_path(srv, machine);
	int fd = overlay_hold(srv, STEP, machine, F_RDLCK);
	int copy, err;

	if (fd < 0)
		return fd;
	err = judge_image(srv, path.s, fd, base);
	copy = err ? err : copy_image(srv, path.s, fd);
	close(fd);
	if (copy < 0)
		return copy;
	err = judge_image(srv, path.s, copy, base);
	if (err)
		close(copy);
	return err ? err : copy;
}

static unsigned long long octets;

static int add_size(const char *path, const struct stat *st, int type,
		    struct FTW *ftw)
{
	(void)path;
	(void)ftw;
	/* Each name of a file counts for its part of it. */
	if (type != FTW_NS && st->st_nlink)
		octets += (unsigned long long)st->st_blocks * 512 /
			  (type == FTW_D ? 1 : st->st_nlink);
	return 0;
}

static int make(const struct server *srv, const struct overlay_mount *mounted,
		const struct generation_info *info, char *id)
{
	struct path generations = path_of(srv, GENERATIONS_PATH);
	int err = overlay_own_undo(STEP, mounted->base.s, mounted->merged.s);

	if (!err)
		err = overlay_mount_freeze(STEP, mounted);
	if (err)
		return err;
	octets = 0;
	nftw(mounted->merged.s, add_size, 32, FTW_PHYS);
	err = judge_room(generations.s, octets);
	return err ? err
		   : snapshot_make(srv, STEP, mounted->merged.s, info, id);
}

/* What came after the base is not in what it makes. */
static void warn_of_newer(const struct server *srv, const char *base)
{
	struct generations list;
	const char *newest = base;

	if (generation_list(srv, STEP, &list))
		return;
	if (list.count)
		newest = list.ids[list.count - 1];
	if (strcmp(newest, base) > 0)
		say_warning(STEP, base,
			    "%s is newer; what has changed from the one to "
			    "the other is not in what the PC has, nor in this",
			    newest);
	free(list.ids);
}

static void tell(const struct server *srv, const char *id, const char *base)
{
	struct path path = path_of(srv, GENERATIONS_PATH "/%s", id);

	if (secrets_check(srv, STEP, id))
		say_warning(STEP, path.s,
			    "publish will refuse it because of that");
	say_step(STEP, "%s; next: rescue64-server publish %s", path.s, id);
	say_step(STEP,
		 "the golden root has not changed: the next snapshot of it is "
		 "without this");
	say_step(STEP,
		 "%s" OVERLAY_SUFFIX " still belongs to %s; where its PC "
		 "shall go on with the new one: rescue64-server overlay reset "
		 "%s",
		 machine, base, machine);
}

static int run_commit(struct server *srv, int argc, char **argv)
{
	struct generation_info info = { .method = "overlay" };
	struct overlay_mount mounted;
	char id[GENERATION_ID_SIZE];
	int file, err = run_check(STEP, "e2fsck", "e2fsprogs");

	(void)argc;
	(void)argv;
	if (!err)
		err = overlay_clean(srv, STEP);
	if (err)
		return err;
	file = take_image(srv, info.base);
	if (file < 0)
		return file;
	if (note)
		strcpy(info.note, note);
	else
		snprintf(info.note, sizeof(info.note), "overlay %s on %s",
			 machine, info.base);
	warn_of_newer(srv, info.base);
	err = overlay_mount(srv, STEP, file, info.base, &mounted);
	if (!err)
		err = make(srv, &mounted, &info, id);
	overlay_unmount(&mounted);
	if (err)
		return err;
	tell(srv, id, info.base);
	puts(id);
	return 0;
}

static int check_commit(const struct server *srv, int argc, char **argv)
{
	(void)srv;
	(void)argc;
	return overlay_check_machine(STEP, argv[0], machine);
}

static const char *set_note(struct server *srv, const char *value)
{
	(void)srv;
	note = value;
	return check_note(value);
}

static const struct opt options[] = {
	{ "note", "TEXT",
	  "What list and the menu say of it; default: overlay MACHINE on ID.",
	  set_note },
	{ 0 },
};

const struct subcommand overlay_commit_command = {
	.name = STEP,
	.operands = "MACHINE",
	.summary = "make a generation of what a machine has kept",
	.help = "Makes a generation of the one that the machine's overlay was "
		"made over and of all\n"
		"that was changed there, and prints its ID. What makes that "
		"machine itself (its name,\n"
		"keys, machine-id, leases, logs) is left out. The image stays "
		"as it is, and so does\n"
		"the golden root.\n\n"
		"Any host of the named networks can have written to the "
		"image: commit what you would\n"
		"run as root on every PC.\n",
	.options = options,
	.operands_min = 1,
	.operands_max = 1,
	.lock = true,
	.check = check_commit,
	.run = run_commit,
};
