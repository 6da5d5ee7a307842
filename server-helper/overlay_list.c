// SPDX-License-Identifier: GPL-2.0-or-later
/* overlay list: which images there are. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "overlay.h"
#include "path.h"

#define STEP "overlay list"

static bool json;

/* MACHINE.img; the name without its suffix goes to name. */
static bool is_image(const char *file, char *name)
{
	size_t len = strlen(file), suffix = strlen(OVERLAY_SUFFIX);

	if (len <= suffix || len - suffix >= MACHINE_NAME_SIZE ||
	    strcmp(file + len - suffix, OVERLAY_SUFFIX))
		return false;
	memcpy(name, file, len - suffix);
	name[len - suffix] = '\0';
	return machine_kind(name);
}

static int filter(const struct dirent *entry)
{
	char name[MACHINE_NAME_SIZE];

	return is_image(entry->d_name, name);
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

/* What is in the image its PC has written: it is looked at, not followed. */
static int look(const struct path *path, struct overlay *image)
{
	int fd = overlay_open(path->s, O_RDONLY);
	int err = 0;

	if (fd < 0)
		return fd;
	if (fstat(fd, &image->st))
		err = -errno;
	image->kind = machine_kind(image->name);
	image->state = overlay_state(fd);
	image->in_use = overlay_is_locked(fd);
	if (overlay_generation_of(fd, image->generation))
		strcpy(image->generation, "?");
	close(fd);
	return err;
}

static void print_one(const struct overlay *image, bool first)
{
	unsigned long long size = (unsigned long long)image->st.st_size;
	unsigned long long used = (unsigned long long)image->st.st_blocks * 512;
	char date[32];
	struct tm tm;

	gmtime_r(&image->st.st_mtime, &tm);
	strftime(date, sizeof(date), json ? "%FT%TZ" : "%F %T UTC", &tm);
	if (json)
		printf("%s\n  {\"name\": \"%s\", \"kind\": \"%s\", "
		       "\"size\": %llu, \"used\": %llu, \"modified\": \"%s\", "
		       "\"state\": \"%s\", \"in_use\": %s, "
		       "\"generation\": \"%s\"}",
		       first ? "" : ",", image->name, image->kind, size, used,
		       date, image->state, image->in_use ? "true" : "false",
		       image->generation);
	else
		printf("%-36s  %-4s  %7llu MB  %7llu MB used  %s  %-16s  "
		       "%s%s\n",
		       image->name, image->kind, size >> 20,
		       (used + (1 << 20) - 1) >> 20, date,
		       *image->generation ? image->generation : "-",
		       image->state, image->in_use ? ", in use" : "");
}

static void warn_of_owner(const struct server *srv, const struct path *path,
			  const struct overlay *image)
{
	if (image->st.st_uid == srv->conf.overlay_uid &&
	    (image->st.st_mode & 0600) == 0600)
		return;
	say_warning(STEP, path->s,
		    "its PC cannot open it: owned by %u, mode %03o; needed are "
		    "%u and 600",
		    image->st.st_uid, image->st.st_mode & 07777,
		    srv->conf.overlay_uid);
}

/* Images may go while they are listed. */
static int list_one(const struct server *srv, const char *file, bool *first)
{
	struct path path = path_of(srv, OVERLAYS_PATH "/%.64s", file);
	struct overlay image;
	int err;

	is_image(file, image.name);
	err = look(&path, &image);
	if (err == -ENOENT)
		return 0;
	if (err == -EINVAL || err == -ELOOP) {
		say_warning(STEP, path.s, "not a regular file");
		return 0;
	}
	if (err)
		return say_errno(STEP, path.s, err);
	warn_of_owner(srv, &path, &image);
	print_one(&image, *first);
	*first = false;
	return 0;
}

static int run_list(struct server *srv, int argc, char **argv)
{
	struct path path = path_of(srv, OVERLAYS_PATH);
	struct dirent **files = NULL;
	bool first = true;
	int count, i, err = 0;

	(void)argc;
	(void)argv;
	count = scandir(path.s, &files, filter, by_name);
	if (count < 0 && errno != ENOENT)
		return say_errno(STEP, path.s, -errno);
	if (json)
		putchar('[');
	for (i = 0; i < count; i++) {
		if (!err)
			err = list_one(srv, files[i]->d_name, &first);
		free(files[i]);
	}
	free(files);
	if (json)
		puts(first ? "]" : "\n]");
	return err;
}

static const char *set_json(struct server *srv, const char *value)
{
	(void)srv;
	(void)value;
	json = true;
	return NULL;
}

static const struct opt options[] = {
	{ "json", NULL,
	  "An array of objects: name, kind (mac, uuid, any), size and used in "
	  "octets,\n"
	  "      modified, state, in_use (true or false), generation.",
	  set_json },
	{ 0 },
};

const struct subcommand overlay_list_command = {
	.name = STEP,
	.operands = "",
	.summary = "list the images of kept overlays",
	.help = "Prints machine, kind of its name, size, space used on disk, "
		"time of the last\n"
		"change, the generation that it belongs to (golden: the golden "
		"root; -: none; ?: it\n"
		"cannot be read), and what the image's superblock tells: new "
		"(never mounted), clean,\n"
		"dirty (mounted, or cut off: the next mount replays its "
		"journal), errors (ext4\n"
		"found some; e2fsck mends them), foreign (no ext4). In use: a "
		"PC holds its lock.\n",
	.options = options,
	.run = run_list,
};
