/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which root a file belongs to, by its device and inode. */
#ifndef CLIENTS_OPENS_H
#define CLIENTS_OPENS_H

#include <stddef.h>
#include <sys/types.h>

#include "clients_source.h"

struct open_file {
	dev_t device;
	ino_t inode;
	size_t of;	/* whose, a number of the caller's */
	unsigned roots; /* in how many it was found */
	size_t root;	/* in which; the number of generations: in the golden
			   root */
};

struct open_files {
	size_t count;
	struct open_file *list; /* to be freed */
};

/* Returns 0 or -ENOMEM. */
int clients_opens_add(struct open_files *files, dev_t device, ino_t inode,
		      size_t of);

/*
 * Looks through the golden root and the generations for them. On btrfs a
 * superblock has another device than its subvolumes, whose inodes are alike:
 * nothing is found there.
 */
void clients_opens_find(const struct clients_view *view,
			struct open_files *files);

#endif
