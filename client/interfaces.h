/* SPDX-License-Identifier: GPL-2.0-or-later */
/* interfaces(5) of Debian's ifupdown: pure. */
#ifndef INTERFACES_H
#define INTERFACES_H

#include <stdbool.h>

#include "text.h"

struct interfaces {
	const char *device; /* the root's */
	char mac[18];	    /* its address, as ifupdown writes it */
	struct text *held;  /* names that ifup must take for configured, each
			       with a space behind it */
};

/*
 * Edits one file for ctx, a struct interfaces: a "rename" of the root's
 * interface goes, all else stays octet by octet. Adds to held what would take
 * that interface over: its labels (NIC:0), the names it would have been given,
 * and every bridge or bond that it is a port of.
 */
void interfaces_edit(const char *from, struct text *to, const void *ctx);

/* Whether a list has a word of len octets. */
bool interfaces_has(const struct text *list, const char *word, size_t len);

#endif
