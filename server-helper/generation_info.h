/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is known of a generation beside its tree: the lines KEY=VALUE of
 * /srv/pxe/generations/rescue64/.ID.info.
 */
#ifndef GENERATION_INFO_H
#define GENERATION_INFO_H

#include <stdbool.h>
#include <stddef.h>

#include "check.h"
#include "generation.h"

#define GENERATION_INFO_MAX 4096 /* octets of the file */

struct generation_info {
	char note[CHECK_NOTE_SIZE];
	bool pinned;
	bool changed;	 /* something wrote to its source meanwhile */
	char method[16]; /* btrfs, reflink, copy, overlay; "": not known */
	char base[GENERATION_ID_SIZE]; /* overlay: what it was booted from */
};

/* Without a file, all is zero. Returns 0 or -errno; a bad line is reported by
 * its number, -EINVAL. */
int generation_info_read(const struct server *srv, const char *step,
			 const char *id, struct generation_info *info);

/* Returns 0 or -errno (reported). */
int generation_info_write(const struct server *srv, const char *step,
			  const char *id, const struct generation_info *info);

/*
 * The same without a file. Pure. parse: text has len octets and a NUL behind
 * them; returns NULL, or what is wrong with line *line. format: text has room
 * for GENERATION_INFO_MAX octets.
 */
const char *generation_info_parse(const char *text, size_t len,
				  struct generation_info *info, unsigned *line);
void generation_info_format(const struct generation_info *info, char *text);

#endif
