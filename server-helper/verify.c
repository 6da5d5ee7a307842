// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bzimage.h"
#include "generation.h"
#include "image.h"
#include "path.h"
#include "root.h"
#include "tftp.h"
#include "verify.h"
#include "verify_initrd.h"

#define CLIENT	    "/usr/sbin/rescue64-client"
#define CLIENT_NAME "rescue64-client "
#define CLIENT_MAX  (1 << 20) /* octets; it has a tenth of that */

#define MEND_BUILD ": rescue64-server build, then snapshot"

struct tree {
	const char *step;
	struct path root;
	bool published; /* before; PCs have booted it */
	int err;	/* of the first refusal */
};

PRINTF(4, 5)
static void refuse(struct tree *tree, int err, const char *path,
		   const char *fmt, ...)
{
	struct path object;
	char reason[768];
	va_list args;

	va_start(args, fmt);
	vsnprintf(reason, sizeof(reason), fmt, args);
	va_end(args);
	snprintf(object.s, sizeof(object.s), "%.640s%.320s", tree->root.s,
		 path);
	say_error(tree->step, object.s, "%s", reason);
	if (!tree->err)
		tree->err = err;
}

/* Opens a regular file of the tree; -errno has been reported. */
static int open_file(struct tree *tree, const char *path, const char *mend,
		     struct stat *st)
{
	int fd = image_open(tree->root.s, path), err = fd < 0 ? fd : 0;

	if (!err && fstat(fd, st))
		err = -errno;
	else if (!err && !S_ISREG(st->st_mode))
		err = -EINVAL;
	if (!err)
		return fd;
	refuse(tree, err, path, "%s%s",
	       err == -EINVAL ? "not a regular file" : strerror(-err), mend);
	if (fd >= 0)
		close(fd);
	return err;
}

static void check_owner(struct tree *tree, const char *path,
			const struct stat *st)
{
	if (st->st_uid)
		refuse(tree, -EPERM, path,
		       "its owner is %u, not root: no PC would boot it; "
		       "rescue64-server shell chown 0:0 %s, then snapshot",
		       (unsigned)st->st_uid, path);
}

static bool stat_in(struct tree *tree, const char *path, struct stat *st)
{
	int fd = image_open(tree->root.s, path);
	bool there = fd >= 0 && !fstat(fd, st);

	if (fd >= 0)
		close(fd);
	return there;
}

/* The client takes the first of these that is a program, and looks at its
 * first octets (client/verify.c). */
static void check_init(struct tree *tree)
{
	static const char *const inits[] = { ROOT_INITS };
	char head[4] = "";
	struct stat st;
	size_t i;
	int fd;

	for (i = 0; i < sizeof(inits) / sizeof(*inits); i++)
		if (stat_in(tree, inits[i], &st) && S_ISREG(st.st_mode) &&
		    (st.st_mode & 0111))
			break;
	if (i == sizeof(inits) / sizeof(*inits)) {
		refuse(tree, -ENOENT, inits[0],
		       "no executable file is there, nor another init: it "
		       "would not boot" MEND_BUILD);
		return;
	}
	check_owner(tree, inits[i], &st);
	fd = image_open(tree->root.s, inits[i]);
	if (fd < 0 || pread(fd, head, sizeof(head), 0) < 2 ||
	    (memcmp(head, "#!", 2) != 0 && memcmp(head, "\177ELF", 4) != 0))
		refuse(tree, -ENOEXEC, inits[i],
		       "no program: it would not boot" MEND_BUILD);
	if (fd >= 0)
		close(fd);
}

static void check_owners(struct tree *tree)
{
	static const char *const owned[] = { "/", ROOT_OWNED };
	struct stat st;
	size_t i;

	for (i = 0; i < sizeof(owned) / sizeof(*owned); i++)
		if (stat_in(tree, owned[i], &st))
			check_owner(tree, owned[i], &st);
}

/* Whether the kernel is the one that its name says. */
static void check_kernel(struct tree *tree, const char *release)
{
	static uint8_t head[BZIMAGE_HEAD_SIZE];
	char path[KERNEL_RELEASE_SIZE + 32], own[KERNEL_RELEASE_SIZE];
	const char *wrong;
	struct stat st;
	ssize_t len;
	int fd;

	snprintf(path, sizeof(path), "/boot/vmlinuz-%s", release);
	fd = open_file(tree, path, "", &st);
	if (fd < 0)
		return;
	len = pread(fd, head, sizeof(head), 0);
	wrong = len < 0 ? strerror(errno)
			: bzimage_release(head, (size_t)len,
					  (uint64_t)st.st_size, own,
					  sizeof(own));
	close(fd);
	if (wrong)
		refuse(tree, -ENOEXEC, path,
		       "%s; rescue64-server shell apt install --reinstall "
		       "linux-image-%s, then snapshot",
		       wrong, release);
	else if (strcmp(own, release) != 0)
		refuse(tree, -ENOEXEC, path,
		       "the kernel in it is %s and would find no modules; "
		       "rescue64-server shell apt install --reinstall "
		       "linux-image-%s, then snapshot",
		       own, release);
}

static void check_modules(struct tree *tree, const char *release)
{
	char path[KERNEL_RELEASE_SIZE + 32], mend[KERNEL_RELEASE_SIZE + 64];
	struct stat st;
	int fd;

	snprintf(path, sizeof(path), "/lib/modules/%s/modules.dep", release);
	snprintf(mend, sizeof(mend),
		 "; rescue64-server shell depmod %s, then snapshot", release);
	fd = open_file(tree, path, mend, &st);
	if (fd < 0)
		return;
	if (!st.st_size)
		refuse(tree, -ENODATA, path, "empty%s", mend);
	close(fd);
}

/* The client as it is in the tree: to be freed, NULL where it is refused. */
static uint8_t *read_client(struct tree *tree, size_t *len)
{
	struct stat st;
	int fd = open_file(tree, CLIENT, MEND_BUILD, &st);
	uint8_t *client = NULL;

	if (fd < 0)
		return NULL;
	*len = (size_t)st.st_size;
	if (st.st_size > 0 && st.st_size <= CLIENT_MAX)
		client = malloc(*len);
	if (!client)
		refuse(tree, -EINVAL, CLIENT,
		       "%lld octets are no client" MEND_BUILD,
		       (long long)st.st_size);
	else if (pread(fd, client, *len, 0) != st.st_size) {
		refuse(tree, -EIO, CLIENT, "cannot be read");
		free(client);
		client = NULL;
	}
	close(fd);
	return client;
}

/*
 * The client says "rescue64-client VERSION", as a line (--version) or a whole
 * string (on its way). That is read and not run: it is the image's program.
 */
static void check_version(struct tree *tree, const uint8_t *client, size_t len)
{
	static const char name[] = CLIENT_NAME;
	const size_t name_len = sizeof(name) - 1;
	const uint8_t *at = client, *end = client + len;
	char other[32] = "none of ours";

	while ((at = memmem(at, (size_t)(end - at), name, name_len))) {
		size_t n = 0;

		at += name_len;
		while (at + n < end && at[n] > ' ' && at[n] < 0x7f)
			n++;
		if (at + n == end || (at[n] != '\n' && at[n] != '\0') || !n)
			continue;
		if (n == strlen(RESCUE64_VERSION) &&
		    !memcmp(at, RESCUE64_VERSION, n))
			return;
		snprintf(other, sizeof(other), "%.*s", (int)n,
			 (const char *)at);
	}
	if (tree->published)
		say_warning(tree->step, tree->root.s,
			    "its rescue64-client is of version %s, but this is "
			    "rescue64-server " RESCUE64_VERSION
			    "; taken, for it was published before",
			    other);
	else
		refuse(tree, -ENOEXEC, CLIENT,
		       "its version is %s, but this is "
		       "rescue64-server " RESCUE64_VERSION MEND_BUILD,
		       other);
}

int verify_generation(const struct server *srv, const char *step,
		      const char *id)
{
	struct tree tree = { .step = step };
	char release[KERNEL_RELEASE_SIZE];
	char path[KERNEL_RELEASE_SIZE + 32];
	uint8_t *client;
	struct stat st;
	size_t len = 0;
	int fd;

	tree.root = path_of(srv, GENERATIONS_PATH "/%s", id);
	tree.published = tftp_has_kernel(srv, id);
	tree.err = image_kernel(tree.root.s, step, release);
	if (tree.err)
		return tree.err;
	check_init(&tree);
	check_owners(&tree);
	check_kernel(&tree, release);
	check_modules(&tree, release);
	client = read_client(&tree, &len);
	if (!client)
		return tree.err;
	check_version(&tree, client, len);
	snprintf(path, sizeof(path), "/boot/initrd.img-%s", release);
	fd = open_file(&tree, path, "", &st);
	if (fd >= 0) {
		struct verify_initrd wanted = { release, client, len };
		char why[512];

		if (verify_initrd(fd, &wanted, why, sizeof(why)))
			refuse(&tree, -ENOEXEC, path,
			       "%s; rescue64-server shell update-initramfs -u "
			       "-k %s, then snapshot",
			       why, release);
		close(fd);
	}
	free(client);
	return tree.err;
}
