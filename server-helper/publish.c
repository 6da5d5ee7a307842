// SPDX-License-Identifier: GPL-2.0-or-later
/* publish, rollback: which generation the menu boots. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "export.h"
#include "menu.h"
#include "path.h"
#include "secrets.h"
#include "tftp.h"
#include "verify.h"

#define STEP	 "publish"
#define ROLLBACK "rollback"

/*
 * Everything that the new menu names is in place before it gets its name; what
 * the old one names is never touched. So the old menu works up to that rename
 * and the new one from there on.
 */
static int publish(const struct server *srv, const char *step, const char *id)
{
	bool memtest = false;
	int err = secrets_check(srv, step, id);

	if (!err)
		err = verify_generation(srv, step, id);
	if (!err)
		err = tftp_install_kernel(srv, step, id);

	if (!err)
		err = tftp_install_loader(srv, step, &memtest);
	if (!err)
		err = export_update(srv, step, NULL, NULL);
	return err ? err : menu_write(srv, step, id, memtest);
}

static int run_publish(struct server *srv, int argc, char **argv)
{
	char id[GENERATION_ID_SIZE];
	int err = generation_find(srv, STEP, argc ? argv[0] : NULL, id);

	return err ? err : publish(srv, STEP, id);
}

/* The newest generation that is older than the published one. */
static int find_previous(const struct server *srv, char *id)
{
	char published[GENERATION_ID_SIZE];
	struct generations list;
	size_t i;
	int err = generation_published(srv, ROLLBACK, published);

	if (err)
		return err;
	err = generation_list(srv, ROLLBACK, &list);
	if (err)
		return err;
	*id = '\0';
	for (i = 0; i < list.count; i++)
		if (strcmp(list.ids[i], published) < 0)
			strcpy(id, list.ids[i]);
	free(list.ids);
	if (*id)
		return 0;
	say_error(ROLLBACK, *published ? published : "generation",
		  *published ? "no older generation is there"
			     : "none is published yet");
	return -ENOENT;
}

static int run_rollback(struct server *srv, int argc, char **argv)
{
	char id[GENERATION_ID_SIZE];
	int err = argc ? generation_find(srv, ROLLBACK, argv[0], id)
		       : find_previous(srv, id);

	return err ? err : publish(srv, ROLLBACK, id);
}

static int check_publish(const struct server *srv, int argc, char **argv)
{
	int err = menu_check(srv, STEP);

	(void)argc;
	(void)argv;
	return err ? err : conf_check_networks(srv, STEP);
}

static const struct opt options[] = {
	{ "server", "ADDRESS", "This server, as its clients see it.",
	  conf_set_server },
	{ "network", "A.B.C.D/N",
	  "Who may read the root; may be given more than once.",
	  conf_set_network },
	{ "nfsd", NULL, "The kernel's NFS server (default).", conf_set_nfsd },
	{ "ganesha", NULL, "nfs-ganesha.", conf_set_ganesha },
	{ "standalone", NULL, "nfs-ganesha with a whole ganesha.conf.",
	  conf_set_standalone },
	{ "anyone", NULL, "Allow networks wider than /8, and *.",
	  conf_set_anyone },
	CONF_MENU_OPTIONS,
	{ 0 },
};

const struct subcommand publish_command = {
	.name = "publish",
	.operands = "[ID]",
	.summary = "make a generation the one that PCs boot",
	.help = "Puts kernel and initrd of the generation (the newest where "
		"none is named) and\n"
		"PXELINUX into /srv/pxe/tftp, exports every generation to the "
		"named networks,\n"
		"and then renames the new menu into place: up to there PCs "
		"boot the old\n"
		"generation, from there on the new one. Running PCs stay on "
		"theirs.\n",
	.options = options,
	.operands_max = 1,
	.operand = generation_check_id,
	.lock = true,
	.check = check_publish,
	.run = run_publish,
};

const struct subcommand rollback_command = {
	.name = ROLLBACK,
	.operands = "[ID]",
	.summary = "publish the generation before the present one",
	.help = "As publish, for the newest generation that is older than the "
		"published one.\n",
	.options = options,
	.operands_max = 1,
	.operand = generation_check_id,
	.lock = true,
	.check = check_publish,
	.run = run_rollback,
};
