/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef OPTIONS_H
#define OPTIONS_H

struct server;
struct subcommand;

/*
 * Reads the options and counts the operands of a subcommand; argv[0] is its
 * name. Returns the index of the first operand; 0 where --help was asked for
 * (and printed); -EINVAL (reported).
 */
int options_parse(const struct subcommand *cmd, struct server *srv, int argc,
		  char **argv);

#endif
