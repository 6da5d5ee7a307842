// SPDX-License-Identifier: GPL-2.0-or-later
/* publish, rollback: which generation the menu boots. */
#include <errno.h>
#include <stdio.h>
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

static char wanted[GENERATION_ID_SIZE]; /* --generation; empty: none */

/* A machine's own menu does not follow the default one. */
static void tell_machines(const struct server *srv, const char *step)
{
	char list[512] = ""; /* as many as a line shows */
	struct menu_uses uses;
	size_t i, used = 0, count = 0;

	if (menu_named(srv, step, &uses))
		return;
	for (i = 0; i < uses.count; i++) {
		const struct menu_use *use = &uses.uses[i];
		int n;

		if (!strncmp(use->name, "default", 7))
			continue;
		n = snprintf(list + used, sizeof(list) - used, "%s%s (%s)",
			     count++ ? ", " : "", use->name, use->id);
		if ((size_t)n < sizeof(list) - used)
			used += (size_t)n;
		else
			snprintf(list + used, sizeof(list) - used, ", ...");
	}
	free(uses.uses);
	if (count)
		say_step(step,
			 "%zu machine%s a menu of %s own, and what it boots "
			 "stays: %s",
			 count, count > 1 ? "s have" : " has",
			 count > 1 ? "their" : "its", list);
}

/*
 * Everything that the new menu names is in place, and on disk, before it gets
 * its name; what the old one names is never touched. So the old menu works up
 * to that rename and the new one from there on.
 */
static int publish(const struct server *srv, const char *step, const char *id)
{
	bool memtest = false, told = false;
	int err = verify_generation(srv, step, id);

	if (!err)
		err = secrets_check(srv, step, id);
	if (!err)
		err = menu_verify(srv, step, id);
	if (!err)
		err = tftp_clean(srv, step);
	if (!err)
		err = tftp_install_kernel(srv, step, id);
	if (!err)
		err = tftp_install_loader(srv, step, &memtest);
	if (!err)
		err = export_update(srv, step, NULL, &told);
	if (!err && told)
		err = verify_export(srv, step, id);
	if (!err)
		err = menu_write(srv, step, id, memtest);
	if (!err && !*srv->conf.machine)
		tell_machines(srv, step);
	return err;
}

/* The newest; for one machine, to begin with, what all boot. */
static int find_default(const struct server *srv, char *id)
{
	int err;

	if (!*srv->conf.machine)
		return generation_find(srv, STEP, NULL, id);
	err = generation_published(srv, STEP, id);
	if (err || *id)
		return err;
	say_error(STEP, "--generation",
		  "missing: none is published yet that this machine could "
		  "share");
	return -ENOENT;
}

static int run_publish(struct server *srv, int argc, char **argv)
{
	const char *operand = argc ? argv[0] : *wanted ? wanted : NULL;
	char id[GENERATION_ID_SIZE];
	int err = operand ? generation_find(srv, STEP, operand, id)
			  : find_default(srv, id);

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

static int check_rollback(const struct server *srv, int argc, char **argv)
{
	int err = menu_check(srv, ROLLBACK);

	(void)argc;
	(void)argv;
	return err ? err : conf_check_networks(srv, ROLLBACK);
}

static int check_publish(const struct server *srv, int argc, char **argv)
{
	int err;

	if (argc && *wanted && strcmp(argv[0], wanted) != 0) {
		say_error(STEP, "--generation", "%s, and the operand is %s",
			  wanted, argv[0]);
		return -EINVAL;
	}
	err = menu_check(srv, STEP);
	return err ? err : conf_check_networks(srv, STEP);
}

static const char *set_generation(struct server *srv, const char *value)
{
	const char *wrong = generation_check_id(value);

	(void)srv;
	if (!wrong)
		strcpy(wanted, value);
	return wrong;
}

#define COMMON_OPTIONS                                                         \
	{ "server", "ADDRESS", "This server, as its clients see it.",          \
	  conf_set_server },                                                   \
		{ "network", "A.B.C.D/N",                                      \
		  "Who may read the root; may be given more than once.",       \
		  conf_set_network },                                          \
		{ "nfsd", NULL, "The kernel's NFS server (default).",          \
		  conf_set_nfsd },                                             \
		{ "ganesha", NULL, "nfs-ganesha.", conf_set_ganesha },         \
		{ "standalone", NULL,                                          \
		  "nfs-ganesha with a whole ganesha.conf.",                    \
		  conf_set_standalone },                                       \
		{ "anyone", NULL, "Allow networks wider than /8, and *.",      \
		  conf_set_anyone },                                           \
		CONF_MENU_OPTIONS

static const struct opt options[] = {
	{ "machine", "MAC",
	  "Only for the PC whose NIC that is: a menu of its own.",
	  conf_set_machine },
	{ "generation", "ID",
	  "The same as the operand; with --machine the default is\n"
	  "      the published one.",
	  set_generation },
	COMMON_OPTIONS,
	{ 0 },
};

static const struct opt rollback_options[] = {
	COMMON_OPTIONS,
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
		"theirs. With\n"
		"--machine only that machine's menu changes, and it stays on "
		"its generation when\n"
		"another is published.\n",
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
	.options = rollback_options,
	.operands_max = 1,
	.operand = generation_check_id,
	.lock = true,
	.check = check_rollback,
	.run = run_rollback,
};
