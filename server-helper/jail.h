/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The root in which programs run: a chroot with /proc, /sys, /dev, /run and
 * name resolution, in mount and process namespaces of its own. The kernel
 * takes all of it away with the last process, however that ended.
 */
#ifndef JAIL_H
#define JAIL_H

#include <stdbool.h>

#define JAIL_CLIENT_DIR "/run/rescue64-client"
#define JAIL_CACHE_DIR	"/var/cache/apt/archives"

struct jail {
	const char *root;   /* NULL: the server's own, in private namespaces */
	const char *cache;  /* packages kept outside the root, or NULL */
	bool bare;	    /* only the chroot: nothing is mounted in it */
	const char *alone;  /* a folder that is seen without what is mounted in
			     * it, where root is NULL; or NULL */
	const char *client; /* the client's tree, at JAIL_CLIENT_DIR, or NULL */
};

/* Called as the first process of new mount and process namespaces: mounts
 * and changes the root. Returns 0 or -errno (reported). */
int jail_enter(const struct jail *jail, const char *step);

#endif
