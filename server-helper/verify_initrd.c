// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "initrd.h"
#include "verify_initrd.h"

/* One inode of an archive. */
struct link {
	bool set;
	uint32_t inode[3];
};

struct look {
	const struct verify_initrd *wanted;
	struct cpio_entry entry; /* the present one; its name is gone */
	bool is_client;
	bool same; /* up to at, as the client */
	size_t at;
	/* The data of a file with several names come with any one of them
	 * (the kernel's init/initramfs.c, maybe_link). */
	struct link client, equal;
	bool has_client, client_is_equal, has_modules;
	char other[128]; /* release; empty: none */
};

static bool is_link(const struct link *link, const struct cpio_entry *entry)
{
	return link->set &&
	       !memcmp(link->inode, entry->inode, sizeof(link->inode));
}

static void set_link(struct link *link, const struct cpio_entry *entry)
{
	link->set = true;
	memcpy(link->inode, entry->inode, sizeof(link->inode));
}

/* Where the hook's script finds it: initramfs-tools' PATH. */
static bool is_client_name(const char *name)
{
	if (!strncmp(name, "usr/", 4))
		name += 4;
	return !strcmp(name, "sbin/rescue64-client") ||
	       !strcmp(name, "bin/rescue64-client");
}

static void look_at_modules(struct look *look, const char *name)
{
	static const char folder[] = "lib/modules/";
	size_t len;

	if (!strncmp(name, "usr/", 4))
		name += 4;
	if (strncmp(name, folder, sizeof(folder) - 1) != 0)
		return;
	name += sizeof(folder) - 1;
	len = strcspn(name, "/");
	if (!len)
		return;
	if (len != strlen(look->wanted->release) ||
	    memcmp(name, look->wanted->release, len) != 0)
		snprintf(look->other, sizeof(look->other), "%.*s", (int)len,
			 name);
	else if (name[len] && S_ISREG(look->entry.mode))
		look->has_modules = true;
}

static void look_at_entry(void *ctx, const struct cpio_entry *entry)
{
	struct look *look = ctx;

	look->entry = *entry;
	look->at = 0;
	look->same = S_ISREG(entry->mode) &&
		     entry->size == look->wanted->client_size;
	look->is_client = S_ISREG(entry->mode) && is_client_name(entry->name);
	look_at_modules(look, entry->name);
	if (!strcmp(entry->name, CPIO_TRAILER))
		look->client.set = look->equal.set = false;
}

static void look_at_data(void *ctx, const uint8_t *data, size_t len)
{
	struct look *look = ctx;

	if (look->same && memcmp(look->wanted->client + look->at, data, len))
		look->same = false;
	look->at += len;
}

/* Of two entries with one name the kernel keeps the later one. */
static void look_at_end(void *ctx)
{
	struct look *look = ctx;
	const struct cpio_entry *entry = &look->entry;
	bool linked = entry->links > 1;

	if (look->is_client) {
		look->has_client = true;
		look->client_is_equal = look->same;
		look->client.set = false;
		if (linked && !entry->size)
			look->client_is_equal = is_link(&look->equal, entry);
		if (linked)
			set_link(&look->client, entry);
	} else if (linked && entry->size && is_link(&look->client, entry)) {
		look->client_is_equal = look->same;
	}
	if (linked && look->same)
		set_link(&look->equal, entry);
}

int verify_initrd(int fd, const struct verify_initrd *wanted, char *why,
		  size_t size)
{
	struct look look = { .wanted = wanted };
	struct cpio_visitor visitor = { look_at_entry, look_at_data,
					look_at_end, &look };
	int err = initrd_visit(fd, &visitor, why, size);

	if (err)
		return err;
	if (!look.has_client)
		snprintf(why, size, "rescue64-client is not in it");
	else if (!look.client_is_equal)
		snprintf(why, size,
			 "the rescue64-client in it is not the one in the "
			 "root");
	else if (*look.other)
		snprintf(why, size, "holds modules of the kernel %s",
			 look.other);
	else if (!look.has_modules)
		snprintf(why, size, "holds no modules of the kernel %s",
			 wanted->release);
	else
		return 0;
	return -EINVAL;
}
