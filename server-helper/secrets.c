// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "image.h"
#include "initrd.h"
#include "path.h"
#include "secrets.h"

#define NAMED_MAX  10 /* keys that are named; the others are counted */
#define USERS_SIZE 256

/*
 * Not looked into, each a path within the image: what packages put there is
 * public already, and full of example keys; so it is with dpkg's and apt's own
 * files. /usr/local is the administrator's.
 */
static const char *const public[] = {
	"/bin",		"/lib",		"/lib32",	 "/lib64",
	"/libx32",	"/sbin",	"/usr/bin",	 "/usr/games",
	"/usr/include", "/usr/lib",	"/usr/lib32",	 "/usr/lib64",
	"/usr/libexec", "/usr/libx32",	"/usr/sbin",	 "/usr/share",
	"/usr/src",	"/var/lib/apt", "/var/lib/dpkg",
};

struct scan {
	const char *step;
	size_t root_len; /* of the generation's own path */
	char *buf;	 /* SECRETS_READ octets */
	unsigned keys;
	/* Of the initrd's present file. */
	char name[CPIO_NAME_SIZE + 1];
	bool skipped;
	size_t len;
};

/* The folder itself, or what is in it. */
static bool is_public(const char *path)
{
	size_t i;

	for (i = 0; i < sizeof(public) / sizeof(*public); i++) {
		size_t len = strlen(public[i]);

		if (!strncmp(path, public[i], len) &&
		    (!path[len] || path[len] == '/'))
			return true;
	}
	return false;
}

static bool look_for_key(struct scan *scan, const char *path, const char *where,
			 size_t len)
{
	const char *kind = secrets_key(path, scan->buf, len);

	if (kind && ++scan->keys <= NAMED_MAX)
		say_error(scan->step, path, "%s%s", kind, where);
	return kind;
}

/* No link is followed: what it points to in the image is looked at itself. */
static int read_start(const struct scan *scan, const FTSENT *entry, size_t *len)
{
	int fd = open(entry->fts_path,
		      O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	int err = 0;

	if (fd < 0)
		return -errno;
	*len = 0;
	while (*len < SECRETS_READ) {
		ssize_t n = read(fd, scan->buf + *len, SECRETS_READ - *len);

		if (n < 0)
			err = -errno;
		if (n <= 0)
			break;
		*len += (size_t)n;
	}
	close(fd);
	return err;
}

static int look_at(struct scan *scan, const FTSENT *entry)
{
	const char *path = entry->fts_path + scan->root_len, *kind;
	char users[USERS_SIZE];
	size_t len = 0;
	int err = read_start(scan, entry, &len);

	if (err)
		return say_errno(scan->step, entry->fts_path, err);
	if (look_for_key(scan, path, "", len))
		return 0;
	kind = secrets_password(path, scan->buf, len, users, sizeof(users));
	if (kind)
		say_warning(scan->step, path,
			    "%s%s%s: everyone in the named networks can read "
			    "them",
			    kind, *users ? " of " : "", users);
	return 0;
}

static int walk(struct scan *scan, FTS *fts)
{
	FTSENT *entry;
	int err = 0;

	while (!err && (errno = 0, entry = fts_read(fts))) {
		const char *path = entry->fts_path + scan->root_len;

		if (entry->fts_info == FTS_D && is_public(path))
			fts_set(fts, entry, FTS_SKIP);
		else if (entry->fts_info == FTS_DNR ||
			 entry->fts_info == FTS_ERR ||
			 entry->fts_info == FTS_NS)
			err = say_errno(scan->step, entry->fts_path,
					-entry->fts_errno);
		else if (entry->fts_info == FTS_F &&
			 S_ISREG(entry->fts_statp->st_mode) &&
			 entry->fts_statp->st_size)
			err = look_at(scan, entry);
	}
	return !err && errno ? say_errno(scan->step, "walk", -errno) : err;
}

static void begin_entry(void *ctx, const struct cpio_entry *entry)
{
	struct scan *scan = ctx;

	snprintf(scan->name, sizeof(scan->name), "/%s", entry->name);
	scan->skipped = !S_ISREG(entry->mode) || is_public(scan->name);
	scan->len = 0;
}

static void take_data(void *ctx, const uint8_t *data, size_t len)
{
	struct scan *scan = ctx;
	size_t room = SECRETS_READ - scan->len;

	if (scan->skipped)
		return;
	if (len > room)
		len = room;
	memcpy(scan->buf + scan->len, data, len);
	scan->len += len;
}

static void end_entry(void *ctx)
{
	struct scan *scan = ctx;

	if (!scan->skipped)
		look_for_key(scan, scan->name, " in the initrd", scan->len);
}

/* TFTP gives it to whoever asks. */
static int look_into_initrd(struct scan *scan, const char *root)
{
	struct cpio_visitor visitor = { begin_entry, take_data, end_entry,
					scan };
	char release[KERNEL_RELEASE_SIZE], path[KERNEL_RELEASE_SIZE + 32];
	char why[256];
	int fd, err = image_kernel(root, scan->step, release);

	if (err)
		return err;
	snprintf(path, sizeof(path), "/boot/initrd.img-%s", release);
	fd = image_open(root, path);
	if (fd < 0)
		return say_errno(scan->step, path, fd);
	err = initrd_visit(fd, &visitor, why, sizeof(why));
	close(fd);
	if (err)
		say_error(scan->step, path, "%s", why);
	return err;
}

int secrets_check(const struct server *srv, const char *step, const char *id)
{
	struct path root = path_of(srv, GENERATIONS_PATH "/%s", id);
	char *roots[] = { root.s, NULL };
	struct scan scan = { .step = step, .root_len = strlen(root.s) };
	FTS *fts = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR | FTS_XDEV, NULL);
	int err;

	scan.buf = malloc(SECRETS_READ);
	if (fts && scan.buf)
		err = walk(&scan, fts);
	else
		err = say_errno(step, root.s, -errno);
	if (fts)
		fts_close(fts);
	if (!err)
		err = look_into_initrd(&scan, root.s);
	free(scan.buf);
	if (err || !scan.keys)
		return err;
	if (scan.keys > NAMED_MAX)
		say_error(step, id, "and %u more", scan.keys - NAMED_MAX);
	say_error(step, id,
		  "%u private key%s: everyone in the named networks could read "
		  "%s; remove %s from the golden root (rescue64-server shell) "
		  "and take another snapshot",
		  scan.keys, scan.keys > 1 ? "s" : "",
		  scan.keys > 1 ? "them" : "it", scan.keys > 1 ? "them" : "it");
	return -EPERM;
}
