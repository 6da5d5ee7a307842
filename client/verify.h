/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef VERIFY_H
#define VERIFY_H

#include <stddef.h>

enum verify_result {
	VERIFY_GOOD,
	VERIFY_OWNERS,	   /* owners are nobody: ID mapping or squash */
	VERIFY_UNREADABLE, /* it mounts, but reading fails */
	VERIFY_NO_INIT,	   /* another directory than a root */
	VERIFY_SILENT,	   /* no answer within the deadline */
};

/*
 * Checks that a mounted directory is the root that was asked for: readable, an
 * executable init whose first octets can be read, owners that are root's and
 * not nobody's. It is looked at from a child that can be given up. On any
 * result but VERIFY_GOOD writes the reason into why.
 */
enum verify_result verify_root(const char *dir, char *why, size_t size);

#endif
