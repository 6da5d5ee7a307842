/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rescue64-server: what its subcommands share. Functions return 0 or -errno
 * and have reported a failure where they return one; only main chooses the
 * exit code.
 */
#ifndef SERVER_H
#define SERVER_H

#include <stdbool.h>
#include <stddef.h>

#include "conf.h"

#define PREFIX_SIZE 512

struct server {
	char prefix[PREFIX_SIZE]; /* --root; empty: the real system */
	struct conf conf;	  /* server.conf, then the command line */
	bool reads_only;	  /* an option says so: no lock is needed */
};

/* One long option of a subcommand. */
struct opt {
	const char *name;
	const char *arg; /* what --help calls its argument; NULL: none */
	const char *help;
	/* Takes the argument ("" where there is none); returns NULL, or what
	 * is wrong with it. */
	const char *(*set)(struct server *srv, const char *value);
};

struct subcommand {
	const char *name;	   /* one word, or two: "overlay list" */
	const char *operands;	   /* in the usage line, or "" */
	const char *summary;	   /* one line, in the list of subcommands */
	const char *help;	   /* what it does, a paragraph or two */
	const struct opt *options; /* up to one without a name */
	int operands_min, operands_max; /* max -1: any number */
	/* What is wrong with one of them, or NULL; as a whole: NULL. */
	const char *(*operand)(const char *value);
	bool lock; /* changes something: one at a time */
	/* What options cannot tell alone: 0, or -EINVAL (reported); or NULL. */
	int (*check)(const struct server *srv, int argc, char **argv);
	int (*run)(struct server *srv, int argc, char **argv);
	const char *exits; /* exit codes of its own, or NULL */
};

extern const struct subcommand build_command, shell_command, snapshot_command,
	list_command, publish_command, rollback_command, export_command,
	menu_command, dhcp_command, tftp_command, overlay_create_command,
	overlay_list_command, overlay_delete_command, overlay_reset_command,
	overlay_commit_command, doctor_command, clients_command, prune_command,
	pin_command, unpin_command;

#endif
