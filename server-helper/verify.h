/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whether a PC would boot what is about to be published. Each returns 0, or
 * -errno where it would not; every reason has been reported then, with what
 * mends it.
 */
#ifndef VERIFY_H
#define VERIFY_H

struct server;

/* The files of a generation: its init and owners, kernel, modules and initrd
 * with the client of this version. */
int verify_generation(const struct server *srv, const char *step,
		      const char *id);

/*
 * A kernel line for the generation (what stands behind APPEND), read by the
 * client's own code: without an error, and to the same server and path.
 * overlay: the value of rescue64.overlay= that was asked for, NULL: any.
 */
int verify_menu_line(const struct server *srv, const char *step,
		     const char *line, const char *id, const char *overlay);

/* A value of rescue64.overlay=, read by the client's own code. Returns NULL, or
 * what is wrong with it (static). */
const char *verify_overlay(const char *value);

#endif
