// SPDX-License-Identifier: GPL-2.0-or-later
/* prune: takes old generations away that nobody needs. */
#include "prune.h"

#include <stdio.h>
#include <stdlib.h>

#include "check.h"
#include "generation_clean.h"
#include "path.h"

#define STEP	     "prune"
#define KEEP_DEFAULT 3

static unsigned keep = KEEP_DEFAULT;
static bool dry_run, force;

/* 1 where it was not removed for the sake of those who hold it, or may. */
static int prune_one(const struct server *srv, const struct prune_uses *uses,
		     const char *id)
{
	char reason[128];
	int err;

	if (prune_must_stay(srv, STEP, uses, id, reason, sizeof(reason))) {
		say_step(STEP, "%s stays: %s", id, reason);
		return 0;
	}
	if (prune_name_holders(STEP, uses, id) && !force) {
		say_error(STEP, id,
			  "not removed: it would be taken from under them "
			  "(--force does)");
		return 1;
	}
	if (!uses->clients.complete && !force) {
		say_error(STEP, id,
			  "not removed: %s could be asked for clients, and one "
			  "may run on it (--force removes it)",
			  uses->clients.asked ? "not everyone" : "nobody");
		return 1;
	}
	if (!dry_run) {
		err = prune_remove(srv, STEP, id);
		if (err)
			return err;
	}
	say_step(STEP, dry_run ? "%s would be removed" : "%s removed", id);
	puts(id);
	fflush(stdout);
	return 0;
}

static int prune(const struct server *srv, const struct generations *list)
{
	struct prune_uses uses;
	size_t i;
	int ret = prune_uses_find(srv, STEP, &uses), held = 0;

	for (i = 0; !ret && i + keep < list->count; i++) {
		ret = prune_one(srv, &uses, list->ids[i]);
		if (ret > 0) {
			held = ret;
			ret = 0;
		}
	}
	prune_uses_free(&uses);
	return ret ? ret : held;
}

static int run_prune(struct server *srv, int argc, char **argv)
{
	struct generations list;
	int ret = 0;

	(void)argc;
	(void)argv;
	if (!dry_run)
		ret = generation_clean(srv, STEP);
	if (!ret && !dry_run)
		ret = prune_clean_kernels(srv, STEP);
	if (!ret)
		ret = generation_list(srv, STEP, &list);
	if (ret)
		return ret;
	if (list.count > keep)
		ret = prune(srv, &list);
	else
		say_step(STEP, "nothing to remove: %zu of %u generations",
			 list.count, keep);
	free(list.ids);
	return ret;
}

static const char *set_keep(struct server *srv, const char *value)
{
	(void)srv;
	return check_number(value, 1000000, &keep) && keep
		       ? NULL
		       : "not a number from 1 on";
}

static const char *set_dry_run(struct server *srv, const char *value)
{
	(void)value;
	srv->reads_only = dry_run = true;
	return NULL;
}

static const char *set_force(struct server *srv, const char *value)
{
	(void)srv;
	(void)value;
	force = true;
	return NULL;
}

static int check_prune(const struct server *srv, int argc, char **argv)
{
	(void)argc;
	(void)argv;
	return conf_check_networks(srv, STEP);
}

static const struct opt options[] = {
	{ "keep", "N", "How many of the newest stay; default 3.", set_keep },
	{ "dry-run", NULL, "Print what would be removed.", set_dry_run },
	{ "force", NULL, "Also what PCs run on, or may.", set_force },
	CLIENTS_OPTIONS,
	{ "network", "A.B.C.D/N",
	  "Who may read the root; may be given more than once.",
	  conf_set_network },
	{ "anyone", NULL, "Allow networks wider than /8, and *.",
	  conf_set_anyone },
	{ 0 },
};

const struct subcommand prune_command = {
	.name = STEP,
	.operands = "",
	.summary = "remove old generations that nobody needs",
	.help = "Removes all generations but the newest, the published one, "
		"those that a menu or a\n"
		"kept overlay names and those that are pinned, and prints "
		"their IDs. What PCs run\n"
		"on, or may, stays without --force; they are named.\n",
	.options = options,
	.lock = true,
	.check = check_prune,
	.run = run_prune,
	.exits = "1 also where a PC kept a generation from being removed",
};
