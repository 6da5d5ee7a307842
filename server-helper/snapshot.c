// SPDX-License-Identifier: GPL-2.0-or-later
/* snapshot: the golden root as it is now becomes a generation. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "image.h"
#include "path.h"
#include "snapshot_make.h"

#define STEP "snapshot"

static struct generation_info info;

static int run_snapshot(struct server *srv, int argc, char **argv)
{
	struct path golden = path_of(srv, DEFAULT_ROOT_PATH);
	/* It may lie elsewhere: a copy of a link would lead back to it. */
	char *from = realpath(golden.s, NULL);
	char id[GENERATION_ID_SIZE];
	int err = image_is_finished(golden.s, STEP);

	(void)argc;
	(void)argv;
	if (!err && !from)
		err = say_errno(STEP, golden.s, -ENOENT);
	if (!err)
		err = snapshot_make(srv, STEP, from, &info, id);
	free(from);
	if (err)
		return err;
	puts(id);
	say_step(STEP, "next: rescue64-server publish");
	return 0;
}

static const char *set_note(struct server *srv, const char *value)
{
	const char *wrong = check_note(value);

	(void)srv;
	if (!wrong)
		strcpy(info.note, value);
	return wrong;
}

static const struct opt options[] = {
	{ "note", "TEXT",
	  "What list and menus say of it; printable ASCII without ^, at most "
	  "64 octets.",
	  set_note },
	{ 0 },
};

const struct subcommand snapshot_command = {
	.name = "snapshot",
	.operands = "",
	.summary = "make a generation of the golden root",
	.help = "Copies the golden root to /srv/pxe/generations/rescue64/ID "
		"and prints the ID.\n"
		"Logs, apt's caches, leases, temporary files and ssh host keys "
		"are left out;\n"
		"/etc/machine-id becomes empty. The copy gets its name when it "
		"is complete.\n",
	.options = options,
	.lock = true,
	.run = run_snapshot,
};
