// SPDX-License-Identifier: GPL-2.0-or-later
/* menu: what PXELINUX shows. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "file.h"
#include "generation.h"
#include "menu.h"
#include "path.h"
#include "tftp.h"

#define STEP "menu"

static bool only_print;

int menu_check(const struct server *srv, const char *step)
{
	if (*srv->conf.server)
		return 0;
	say_error(step, "--server",
		  "missing: the address at which clients reach this server (or "
		  "server= in %s)",
		  CONF_PATH);
	return -EINVAL;
}

static int write_file(const struct server *srv, const char *step,
		      const char *name, const char *id, bool memtest)
{
	struct path path = path_of(srv, TFTP_PATH "/" MENU_DIR "/%s", name);
	struct menu menu = { .id = id, .memtest = memtest };
	char *text = NULL;
	size_t size;
	FILE *out;
	int err = menu_find_older(srv, step, &menu);

	if (err)
		return err;
	out = open_memstream(&text, &size);
	if (out)
		menu_print(out, srv, &menu);
	free(menu.older);
	err = !out || fclose(out) ? -ENOMEM : file_parents(path.s);
	if (!err)
		err = file_write(path.s, text, 0644);
	free(text);
	if (err)
		return say_errno(step, path.s, err);
	say_step(step, "%s boots generation %s", path.s, id);
	return 0;
}

int menu_write(const struct server *srv, const char *step, const char *id,
	       bool memtest)
{
	return write_file(srv, step, "default", id, memtest);
}

/* PXELINUX (doc/pxelinux.txt) asks for the ARP type, 01, and the MAC. */
int menu_write_machine(const struct server *srv, const char *step,
		       const char *machine, const char *id, bool memtest)
{
	char name[MENU_NAME_SIZE];

	snprintf(name, sizeof(name), "01-%s", machine);
	return write_file(srv, step, name, id, memtest);
}

static int print(const struct server *srv, const char *id)
{
	struct menu menu = { .id = id, .memtest = true };
	int err = menu_find_older(srv, STEP, &menu);

	if (!err)
		menu_print(stdout, srv, &menu);
	free(menu.older);
	return err;
}

static int check_menu(const struct server *srv, int argc, char **argv)
{
	if (argc && !only_print) {
		say_error(STEP, argv[0],
			  "only with --print; publish makes a generation the "
			  "one that boots");
		return -EINVAL;
	}
	return menu_check(srv, STEP);
}

/* The menu in place names the published generation; a new one may have other
 * options and always the same generation. */
static int run_menu(struct server *srv, int argc, char **argv)
{
	char id[GENERATION_ID_SIZE];
	bool memtest = true;
	int err;

	err = argc ? generation_find(srv, STEP, argv[0], id)
		   : generation_published(srv, STEP, id);
	if (!err && !*id && only_print)
		err = generation_find(srv, STEP, NULL, id);
	if (!err && !*id) {
		say_error(STEP, "generation",
			  "none is published yet; rescue64-server publish does "
			  "that");
		err = -ENOENT;
	}
	if (!err && only_print)
		return print(srv, id);
	if (err)
		return err;
	err = tftp_install_loader(srv, STEP, &memtest);
	return err ? err : menu_write(srv, STEP, id, memtest);
}

static const char *set_print(struct server *srv, const char *value)
{
	(void)srv;
	(void)value;
	only_print = true;
	return NULL;
}

static const struct opt options[] = {
	{ "server", "ADDRESS", "This server, as its clients see it.",
	  conf_set_server },
	CONF_MENU_OPTIONS,
	{ "print", NULL, "Print the menu instead of writing it.", set_print },
	{ 0 },
};

const struct subcommand menu_command = {
	.name = "menu",
	.operands = "[ID]",
	.summary = "write the boot menu anew, or print it",
	.help = "Writes /srv/pxe/tftp/pxelinux.cfg/default with other options, "
		"for the generation\n"
		"that is published already. With --print and ID: shows what "
		"publish would write.\n",
	.options = options,
	.operands_max = 1,
	.operand = generation_check_id,
	.lock = true,
	.check = check_menu,
	.run = run_menu,
};
