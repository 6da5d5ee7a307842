/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef VERIFY_H
#define VERIFY_H

#include <stdbool.h>
#include <stddef.h>

enum verify_result {
	VERIFY_GOOD,
	VERIFY_OWNERS,	   /* owners are nobody: ID mapping */
	VERIFY_UNREADABLE, /* it mounts, but reading fails */
	VERIFY_NO_INIT,	   /* another directory than a root */
	VERIFY_SQUASHED,   /* root is nobody to the server */
	VERIFY_GRACE,	   /* alive, but lets nothing be opened */
	VERIFY_SILENT,	   /* no answer within the deadline */
};

/*
 * Checks that a mounted directory is the root that was asked for: readable, an
 * executable init whose first octets can be read, owners that are root's and
 * not nobody's, files of root's that root can read. It is looked at from a
 * child that can be given up. An open that blocks is a grace period as long as
 * alive(ctx), which may block for some seconds, says that the server answers.
 * On any result but VERIFY_GOOD writes the reason into why.
 */
enum verify_result verify_root(const char *dir, bool (*alive)(const void *ctx),
			       const void *ctx, char *why, size_t size);

#endif
