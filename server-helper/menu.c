// SPDX-License-Identifier: GPL-2.0-or-later
/* menu: what PXELINUX shows. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "file.h"
#include "generation.h"
#include "menu.h"
#include "path.h"
#include "tftp.h"

#define STEP "menu"

static bool only_print, remove_it;

void menu_name(const struct conf *conf, char *name, size_t size)
{
	if (*conf->machine)
		snprintf(name, size, "01-%s", conf->machine);
	else
		snprintf(name, size, "default");
}

static struct path menu_path(const struct server *srv)
{
	char name[MENU_NAME_SIZE];

	menu_name(&srv->conf, name, sizeof(name));
	return path_of(srv, TFTP_PATH "/" MENU_DIR "/%s", name);
}

/* A menu that somebody else has written stays, under another name. */
static int keep_others(const char *step, const char *path)
{
	char id[GENERATION_ID_SIZE], kept[sizeof(struct path) + sizeof(id)];
	char *text;
	int err = file_read(path, MENU_SIZE, &text, NULL);
	bool ours;

	if (err)
		return err == -ENOENT ? 0 : say_errno(step, path, err);
	ours = menu_is_ours(text);
	free(text);
	if (ours)
		return 0;
	generation_make_id(time(NULL), id);
	snprintf(kept, sizeof(kept), "%s.%s", path, id);
	if (link(path, kept) && errno != EEXIST)
		return say_errno(step, kept, -errno);
	say_warning(step, path, "not of rescue64-server: kept as %s", kept);
	return 0;
}

int menu_write(const struct server *srv, const char *step, const char *id,
	       bool memtest)
{
	struct path path = menu_path(srv);
	struct menu menu = { .id = id, .memtest = memtest };
	char *text = NULL;
	size_t size;
	FILE *out;
	int err = menu_find_older(srv, step, &menu);

	if (!err)
		err = keep_others(step, path.s);
	if (err) {
		free(menu.older);
		return err;
	}
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

int menu_remove(const struct server *srv, const char *step)
{
	struct path path = menu_path(srv);
	char *text = NULL;
	int err = file_read(path.s, MENU_SIZE, &text, NULL);

	if (!err && !menu_is_ours(text))
		err = -EPERM;
	free(text);
	if (!err && unlink(path.s))
		err = -errno;
	if (!err)
		err = file_sync_parent(path.s);
	if (err == -ENOENT)
		say_error(step, path.s, "this machine has no menu of its own");
	else if (err == -EPERM)
		say_error(step, path.s,
			  "not written by rescue64-server, and so left there");
	else if (err)
		say_errno(step, path.s, err);
	else
		say_step(step, "%s removed: the machine boots by default",
			 path.s);
	return err;
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
	const char *wrong = NULL;

	if (argc && !only_print) {
		say_error(STEP, argv[0],
			  "only with --print; publish makes a generation the "
			  "one that boots");
		return -EINVAL;
	}
	if (remove_it && !*srv->conf.machine)
		wrong = "whose? --machine MAC tells";
	else if (remove_it && only_print)
		wrong = "does not go with --print";
	if (wrong) {
		say_error(STEP, "--remove", "%s", wrong);
		return -EINVAL;
	}
	return remove_it ? 0 : menu_check(srv, STEP);
}

/* What the menu boots that is there already: a new one may have other options
 * and always the same generation. */
static int find_used(const struct server *srv, char *id)
{
	struct path path = menu_path(srv);
	char *text;
	int err = file_read(path.s, MENU_SIZE, &text, NULL);

	*id = '\0';
	if (err == -ENOENT)
		return 0;
	if (err)
		return say_errno(STEP, path.s, err);
	menu_read(text, id);
	free(text);
	return 0;
}

static int run_menu(struct server *srv, int argc, char **argv)
{
	char id[GENERATION_ID_SIZE];
	bool memtest = true;
	int err;

	if (remove_it)
		return menu_remove(srv, STEP);
	err = argc ? generation_find(srv, STEP, argv[0], id)
		   : find_used(srv, id);
	if (!err && !*id && only_print)
		err = generation_find(srv, STEP, NULL, id);
	if (!err && !*id) {
		say_error(STEP, *srv->conf.machine ? "--machine" : "generation",
			  *srv->conf.machine
				  ? "has no menu of its own; rescue64-server "
				    "publish --machine makes one"
				  : "none is published yet; rescue64-server "
				    "publish does that");
		err = -ENOENT;
	}
	if (!err)
		err = menu_verify(srv, STEP, id);
	if (!err && only_print)
		return print(srv, id);
	if (!err)
		err = tftp_install_loader(srv, STEP, &memtest);
	return err ? err : menu_write(srv, STEP, id, memtest);
}

static const char *set_remove(struct server *srv, const char *value)
{
	(void)srv;
	(void)value;
	remove_it = true;
	return NULL;
}

static const char *set_print(struct server *srv, const char *value)
{
	(void)value;
	srv->reads_only = only_print = true;
	return NULL;
}

static const struct opt options[] = {
	{ "server", "ADDRESS", "This server, as its clients see it.",
	  conf_set_server },
	CONF_MENU_OPTIONS,
	{ "machine", "MAC", "The menu of this machine.", conf_set_machine },
	{ "remove", NULL, "Take that menu away: the machine boots by default.",
	  set_remove },
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
